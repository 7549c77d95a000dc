package dev.millrace.runtime.config;

import dev.millrace.policy.text.EditDistance;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.scoring.BuiltInScorers;
import java.util.Set;
import java.util.TreeSet;

/** Holds weights to the scorers there are: a group would wait to its deadline for one that nobody runs. */
final class ScorerNames {

    private ScorerNames() {}

    /** @throws IllegalArgumentException naming the key of a weight of an unknown scorer, and the nearest known one */
    static void check(RewardConfig reward) {
        Set<String> known = new TreeSet<>(BuiltInScorers.names());
        known.addAll(reward.external());
        for (String scorer : reward.orderedWeights().keySet()) {
            if (!known.contains(scorer)) {
                throw new IllegalArgumentException("reward.weights." + scorer + " names no scorer" + hint(scorer, known)
                        + "; one of your own is named in reward.external, as in reward.external=[" + scorer + "]");
            }
        }
    }

    private static String hint(String scorer, Set<String> known) {
        return EditDistance.nearest(scorer, known)
                .map(name -> " (did you mean " + name + "?)")
                .orElse(" (there are " + String.join(", ", known) + ")");
    }
}
