/**
 * Drawing responses from the policy, several prompts and several responses per prompt in one batch.
 *
 * <p>A sampler belongs to no thread: each call opens its own scope. What is drawn for one sequence depends on the weights,
 * its prompt, its seed and its index in the group, and on nothing else in the batch.
 */
@NullMarked
package dev.millrace.models.mot.sampling;

import org.jspecify.annotations.NullMarked;
