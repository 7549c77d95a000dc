/**
 * From a prompt as it was read to the trajectories of its group.
 *
 * <p>A batch holds one version of the policy from its first token to its last. All of it runs on the worker's thread.
 */
@NullMarked
package dev.millrace.workers.sampling;

import org.jspecify.annotations.NullMarked;
