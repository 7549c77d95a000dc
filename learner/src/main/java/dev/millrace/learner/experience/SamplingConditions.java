package dev.millrace.learner.experience;

import java.util.Optional;

/**
 * What trajectories must share to be trained in one pass.
 *
 * @param temperature at which tokens were sampled
 * @param guidance at which images were drawn; empty for answers
 */
public record SamplingConditions(float temperature, Optional<Double> guidance) {

    @Override
    public String toString() {
        return guidance.map(scale -> "as an image at guidance " + scale).orElse("at temperature " + temperature);
    }
}
