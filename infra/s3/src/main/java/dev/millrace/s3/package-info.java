/**
 * The object store in a bucket of S3, found as the type {@code s3} by {@link java.util.ServiceLoader}. A store has one client,
 * which all threads share; it starts no threads of its own but the client's timer.
 */
@NullMarked
package dev.millrace.s3;

import org.jspecify.annotations.NullMarked;
