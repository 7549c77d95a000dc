/**
 * From a prompt as it was read to the trajectories of its group.
 *
 * <p>A batch holds one version of the policy from its first token to its last, where the engine can hold one. Prompts are
 * prepared on the worker's thread; batches are sampled beside it, one after the other or side by side as the engine takes them.
 */
@NullMarked
package dev.millrace.workers.sampling;

import org.jspecify.annotations.NullMarked;
