/** Images as values: pixels, encoded bytes and their digests. Plain Java, safe on any thread. */
@NullMarked
package dev.millrace.policy.image;

import org.jspecify.annotations.NullMarked;
