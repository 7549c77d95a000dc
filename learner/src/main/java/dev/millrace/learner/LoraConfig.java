package dev.millrace.learner;

import dev.millrace.policy.learning.Adaptation;
import java.util.HashSet;
import java.util.List;

/**
 * The adapter that is trained where {@code learner.train} is {@code lora}.
 *
 * @param rank r of its matrices, at least 1
 * @param alpha what its output is scaled by is alpha / rank, above 0
 * @param targets linear layers that get one, by the last part of their names, or {@code all-linear} alone for all of them
 * @param rankStabilized whether the scale is alpha / sqrt(rank) instead
 * @param seed of the noise that it begins with
 */
public record LoraConfig(int rank, double alpha, List<String> targets, boolean rankStabilized, long seed) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public LoraConfig {
        targets = List.copyOf(targets);
        if (new HashSet<>(targets).size() < targets.size()) {
            throw new IllegalArgumentException("targets must name each layer once, not " + targets);
        }
        var unused = new Adaptation.LowRank(rank, alpha, rankStabilized, targets, false, seed);
    }

    /** Rank 16, alpha 32, all linear layers of the language model, seed 0. */
    public static LoraConfig defaults() {
        return new LoraConfig(16, 32, List.of(Adaptation.LowRank.ALL_LINEAR), false, 0);
    }

    /** What a policy is asked for; {@code tower} says whether all linear layers of the vision tower get one too. */
    Adaptation adaptation(boolean tower) {
        return new Adaptation.LowRank(rank, alpha, rankStabilized, targets, tower, seed);
    }
}
