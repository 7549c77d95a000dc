/**
 * The rollout worker: takes prompts, samples a group of answers for each, and publishes whole groups.
 *
 * <p>{@link dev.millrace.workers.RolloutWorker} runs on the thread that calls it and owns two followers, each with a
 * thread and a consumer of its own: one of the weights, one of the drops. What they learn reaches the worker through
 * immutable values in volatile references; nothing else is shared.
 */
@NullMarked
package dev.millrace.workers;

import org.jspecify.annotations.NullMarked;
