/**
 * The family {@code mot}, which answers and draws, behind the seams of {@link dev.millrace.policy}.
 *
 * <p>What trains belongs to one thread; descriptions and checks are safe for all.
 */
@NullMarked
package dev.millrace.models.mot;

import org.jspecify.annotations.NullMarked;
