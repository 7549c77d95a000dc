/**
 * Following the learner's weights.
 *
 * <p>{@link dev.millrace.workers.weights.WeightFollower} runs on a thread of its own. It makes an update of what it reads
 * and applies it to the engine, while the worker samples with it; what others go by is in
 * {@link dev.millrace.workers.weights.AppliedVersions}.
 */
@NullMarked
package dev.millrace.workers.weights;

import org.jspecify.annotations.NullMarked;
