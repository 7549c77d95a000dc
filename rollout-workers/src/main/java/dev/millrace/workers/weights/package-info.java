/**
 * Following the learner's weights.
 *
 * <p>{@link dev.millrace.workers.weights.WeightFollower} runs on a thread of its own. It makes an immutable version of the
 * policy from what it reads and puts it into the {@link dev.millrace.workers.weights.PolicySlot}, from which the worker
 * takes a lease per batch: a batch is sampled with one version as a whole, and the memory of an older one is freed when
 * its last batch is done.
 */
@NullMarked
package dev.millrace.workers.weights;

import org.jspecify.annotations.NullMarked;
