package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.Machine;
import java.util.List;

/**
 * What {@code bench scale} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param instances more of a role over the same work
 * @param logs readers of more and more groups
 */
public record ScaleReport(Machine before, Machine after, List<InstancesRow> instances, List<LogRow> logs) {}
