package dev.millrace.workers;

import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.ViewSettings;
import java.util.Optional;

/**
 * Whether and how a worker measures how much its tokens depend on the image.
 *
 * @param enabled when it measures
 * @param by what measures
 * @param estimator how divergences are measured
 * @param maskProbability probability that a patch of the strong view is black
 * @param noiseSigma standard deviation of the weak view's noise, where 1 is the range of a pixel's values
 */
public record DependencyConfig(When enabled, By by, Divergence estimator, double maskProbability, double noiseSigma) {

    /** When a worker measures. */
    public enum When {
        /** When the reshaper or the objective of the run reads it. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** What measures. */
    public enum By {
        /** What samples. Inference servers score each answer three times, at temperature 1 and by the sampled tokens only. */
        ENGINE,
        /**
         * The policy in the worker itself, with the version that sampled and at its temperature, for answers of inference servers.
         * It takes the memory of a policy here.
         */
        LOCAL
    }

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public DependencyConfig {
        var unused = new ViewSettings(maskProbability, noiseSigma);
    }

    /** Measured when it is read: over the whole vocabulary, half of the patches black, noise of 0.05. */
    public static DependencyConfig defaults() {
        return new DependencyConfig(When.AUTO, By.ENGINE, Divergence.FULL_VOCABULARY, 0.5, 0.05);
    }

    /** The same with {@link When#AUTO} decided by whether anybody reads it. */
    public DependencyConfig decided(boolean isRead) {
        return enabled == When.AUTO
                ? new DependencyConfig(isRead ? When.ALWAYS : When.NEVER, by, estimator, maskProbability, noiseSigma)
                : this;
    }

    /** How to measure; empty if nothing is measured, which is also what an undecided {@link When#AUTO} means. */
    public Optional<DependencySettings> settings() {
        return enabled == When.ALWAYS ? Optional.of(measuring()) : Optional.empty();
    }

    /** Whether the policy in the worker measures; once {@link When#AUTO} is decided. */
    public boolean measuresHere() {
        return enabled == When.ALWAYS && by == By.LOCAL;
    }

    /** How it is measured where it is. */
    public DependencySettings measuring() {
        return new DependencySettings(estimator, new ViewSettings(maskProbability, noiseSigma));
    }
}
