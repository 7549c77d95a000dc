/**
 * The runs of a cluster, for the page: which there are, how each stands, what made it, and with what settings.
 *
 * <p>{@link dev.millrace.monitoring.runs.ClusterRuns} asks the broker, at most once in some seconds;
 * {@link dev.millrace.monitoring.runs.RunFacts} reads the newest step of a run and what it trained.
 */
@NullMarked
package dev.millrace.monitoring.runs;

import org.jspecify.annotations.NullMarked;
