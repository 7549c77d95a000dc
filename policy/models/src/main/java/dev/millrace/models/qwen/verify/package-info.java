/**
 * Holds this implementation to the numbers of another: folders with tiny checkpoints and, for each stage, what the reference
 * computes. What a stage may differ by is small enough to catch a real mistake.
 *
 * <p>A {@link dev.millrace.models.qwen.verify.Check} compares one stage. Taking a value of the vectors is noted, and at the end
 * {@link dev.millrace.models.qwen.verify.Coverage} says what nobody took. All of it is for one thread.
 */
@NullMarked
package dev.millrace.models.qwen.verify;

import org.jspecify.annotations.NullMarked;
