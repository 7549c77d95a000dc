/**
 * Reading topics to their end or by position, and images by content.
 *
 * <p>Readers own a consumer each and belong to one thread at a time; the publisher of images is thread-safe.
 */
@NullMarked
package dev.millrace.schemas.log;

import org.jspecify.annotations.NullMarked;
