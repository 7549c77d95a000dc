package dev.millrace.cli.experiment;

import java.util.List;

/**
 * One run of an experiment.
 *
 * @param setting name of the settings
 * @param overrides these settings, each {@code dotted.key=value}
 * @param data what it trains on and is judged by
 * @param seed of the run
 */
public record Cell(String setting, List<String> overrides, ExperimentData data, long seed) {

    public Cell {
        overrides = List.copyOf(overrides);
    }

    /** What tells it from the other cells of its experiment; also the name of its folder. */
    public String id() {
        return data.name() + "." + setting + "." + seed;
    }
}
