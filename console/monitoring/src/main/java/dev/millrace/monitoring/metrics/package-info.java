/**
 * Figures for other tools: Prometheus for those who run it, {@code metrics.jsonl} and TensorBoard event files for
 * researchers.
 *
 * <p>{@link dev.millrace.monitoring.metrics.RoleMeters} may be used from any thread; a
 * {@link dev.millrace.monitoring.metrics.StepFiles} belongs to the thread that runs it.
 */
@NullMarked
package dev.millrace.monitoring.metrics;

import org.jspecify.annotations.NullMarked;
