/**
 * Held-out results of a run, as they lie on the topic {@code evaluations}: read in their order, and the best of them.
 *
 * <p>A reader belongs to its consumer's thread; all else is pure.
 */
@NullMarked
package dev.millrace.schemas.evaluation;

import org.jspecify.annotations.NullMarked;
