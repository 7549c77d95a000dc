/**
 * Figures for other tools: Prometheus for those who run it, {@code metrics.jsonl} and TensorBoard event files for
 * researchers.
 *
 * <p>{@link dev.millrace.console.metrics.RoleMeters} may be used from any thread; a
 * {@link dev.millrace.console.metrics.StepFiles} belongs to the thread that runs it.
 */
@NullMarked
package dev.millrace.console.metrics;

import org.jspecify.annotations.NullMarked;
