package dev.millrace.policy.checkpoint;

import java.util.Map;

/**
 * Where a run stands, apart from its weights: with them it is one unit.
 *
 * @param step the learner's step
 * @param seeds named seeds of the run
 * @param offsets next input to read, by input (such as a topic partition)
 * @param provenance what made this checkpoint: run, configuration digest, code version, parent, …
 */
public record TrainingState(
        long step, Map<String, Long> seeds, Map<String, Long> offsets, Map<String, String> provenance) {

    /** Where a learner notes the version of the weights, if it is another number than the step. */
    public static final String VERSION = "version";

    public TrainingState {
        if (step < 0) {
            throw new IllegalArgumentException("a step is not negative, but this is " + step);
        }
        seeds = Map.copyOf(seeds);
        offsets = Map.copyOf(offsets);
        provenance = Map.copyOf(provenance);
    }

    /** Policy version of the weights: the step, unless the run was rewound before. */
    public long version() {
        return offsets.getOrDefault(VERSION, step);
    }
}
