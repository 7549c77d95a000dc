/**
 * Groups from the topics of a run: trajectories, scores, outcomes and late scores merged in the order of time, up to
 * where the log stood when reading began, so that the same range always gives the same groups in the same order.
 *
 * <p>Memory holds the groups that are under way, by the positions of their trajectories and not their tokens. Everything
 * here belongs to one thread.
 */
@NullMarked
package dev.millrace.replay.grouplog;

import org.jspecify.annotations.NullMarked;
