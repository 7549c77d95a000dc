package dev.millrace.policy.family;

import dev.millrace.policy.checkpoint.ModelSource;

/**
 * What an engine is opened with.
 *
 * @param checkpoint the files of the run's policy, which give what updates lack. An engine that needs none of them can do
 *     without: they may be missing where it runs
 * @param compute what is computed with in this process
 * @param memory what engines that its owner opens one after the other leave to each other
 */
public record EngineContext(ModelSource checkpoint, ComputeSettings compute, EngineMemory memory) {

    /** For an owner who opens one engine. */
    public EngineContext(ModelSource checkpoint, ComputeSettings compute) {
        this(checkpoint, compute, new EngineMemory());
    }
}
