package dev.millrace.workers.sampling;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.SamplingSettings;
import java.util.Optional;

/**
 * How a worker samples.
 *
 * @param answers how answers are drawn, and how large all groups are
 * @param dependency how it is measured how much answers depend on the image; empty where it is not
 * @param drawing how images are drawn; at least one step of it is stochastic
 */
public record RolloutSettings(
        SamplingSettings answers, Optional<DependencySettings> dependency, FlowSettings drawing) {}
