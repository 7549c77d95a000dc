package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.Machine;
import java.util.List;

/**
 * What {@code bench weights} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param rows one for each size
 */
public record WeightsReport(Machine before, Machine after, List<WeightsRow> rows) {}
