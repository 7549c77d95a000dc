/**
 * Images at the edges of the policy: bytes as they are stored and sent, and the RGB picture inside them.
 *
 * <p>Everything here is an immutable value or a pure function, safe on any thread. Bytes from outside are checked before
 * they are decoded and refused with an {@link dev.millrace.policy.image.ImageException}.
 */
@NullMarked
package dev.millrace.policy.image;

import org.jspecify.annotations.NullMarked;
