package dev.millrace.policy.dataset;

import java.util.List;

/**
 * A data set in memory.
 *
 * @param entries in the order of the files
 * @param preset what its first file was read as
 * @param passedOver rows that {@code data.rate} does not take
 * @param skipped what was wrong with the lines left out; empty unless bad lines were to be skipped
 */
public record Dataset(List<DatasetEntry> entries, DatasetPreset preset, long passedOver, List<DatasetProblem> skipped) {

    public Dataset {
        entries = List.copyOf(entries);
        skipped = List.copyOf(skipped);
    }
}
