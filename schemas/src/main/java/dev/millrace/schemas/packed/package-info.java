/**
 * Token arrays as they travel: little-endian bytes, read and written without boxing.
 *
 * <p>A view reads the bytes of the Avro record in place. It shares them with the record it came from, which nobody
 * writes to once it was read, so a view is safe on any thread.
 */
@NullMarked
package dev.millrace.schemas.packed;

import org.jspecify.annotations.NullMarked;
