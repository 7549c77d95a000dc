/**
 * The type {@code math}: compares answers as mathematics does, where {@code accuracy} compares how they are written.
 * docs/math.md says row by row what is the same.
 *
 * <p>An answer goes from {@link dev.millrace.streams.scoring.math.MarkedAnswer} (where in the response it is) by tokens to a
 * {@link dev.millrace.streams.scoring.math.MathAnswer} (what it is), which is compared. What is a formula is written for EvalEx
 * and computed there. All of it is linear in the text but for small powers of a bounded length, pure, and safe on any thread.
 */
@NullMarked
package dev.millrace.streams.scoring.math;

import org.jspecify.annotations.NullMarked;
