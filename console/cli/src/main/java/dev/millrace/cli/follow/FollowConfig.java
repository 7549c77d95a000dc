package dev.millrace.cli.follow;

import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.schemas.weights.WeightAcceptance;

/**
 * How an evaluator follows a run.
 *
 * @param name of the evaluator
 * @param every judges the versions of every so many steps only, at least 1; the base policy is of step 0
 * @param average judges the mean of the weights of the last so many of these versions, at least 1, which is the version itself
 * @param accepted which versions are taken
 */
public record FollowConfig(EvaluatorName name, int every, int average, WeightAcceptance accepted) {

    public FollowConfig {
        if (every < 1) {
            throw new IllegalArgumentException("--every must be at least 1, not " + every);
        }
        if (average < 1) {
            throw new IllegalArgumentException("--average must be at least 1, not " + average);
        }
    }
}
