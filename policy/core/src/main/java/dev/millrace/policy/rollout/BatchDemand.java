package dev.millrace.policy.rollout;

/** How an engine that samples several batches side by side says whether it could do with another. Safe on any thread. */
@FunctionalInterface
public interface BatchDemand {

    /** Whether it will stand idle soon, in whole or in part, unless another batch is begun. */
    boolean wantsAnother();
}
