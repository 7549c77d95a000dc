/**
 * The catalogue of topics: names, keys, values, settings, and how to create and verify them.
 *
 * <p>The catalogue is immutable; provisioning runs on the caller's thread.
 */
@NullMarked
package dev.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
