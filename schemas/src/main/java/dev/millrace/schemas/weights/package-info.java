/**
 * How weights travel: a manifest and the chunks of its payload, cut by the learner and put together again by whoever
 * samples.
 *
 * <p>A version is taken whole and verified, or not at all. {@link dev.millrace.schemas.weights.WeightAssembler} and
 * {@link dev.millrace.schemas.weights.WeightLog} belong to one thread; the values they give are immutable.
 */
@NullMarked
package dev.millrace.schemas.weights;

import org.jspecify.annotations.NullMarked;
