package dev.millrace.cli.experiment;

import java.util.List;

/**
 * One run of an experiment.
 *
 * @param setting name of the settings
 * @param overrides these settings, each {@code dotted.key=value}
 * @param data what it trains on and is judged by
 * @param seed of the run
 * @param supervised whether it is trained on what its prompts ask for, and not by rewards
 * @param base name of the policy that it begins with, where the experiment makes several; empty for the only one
 */
public record Cell(
        String setting, List<String> overrides, ExperimentData data, long seed, boolean supervised, String base) {

    /** The name of the policy that all runs begin with. */
    public static final String ONLY_BASE = "";

    public Cell {
        overrides = List.copyOf(overrides);
    }

    /** A run that is trained by rewards. */
    public Cell(String setting, List<String> overrides, ExperimentData data, long seed) {
        this(setting, overrides, data, seed, false, ONLY_BASE);
    }

    /** What tells it from the other cells of its experiment; also the name of its folder. */
    public String id() {
        return data.name() + "." + setting + "." + seed;
    }
}
