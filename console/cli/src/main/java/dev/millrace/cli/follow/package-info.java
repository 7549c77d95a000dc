/**
 * Evaluation beside a run: versions of the weights are taken from the log as they appear, judged on held-out prompts, and what
 * came of it is published.
 *
 * <p>An {@link dev.millrace.cli.follow.EvaluationFollower} is a role with two threads, one that judges, and one that reads the
 * weights meanwhile. It holds the engine and its clients while it runs. Nothing of the loop waits for it, and nothing knows of it
 * but the learner, which asks for results where it keeps the best checkpoints.
 */
@NullMarked
package dev.millrace.cli.follow;

import org.jspecify.annotations.NullMarked;
