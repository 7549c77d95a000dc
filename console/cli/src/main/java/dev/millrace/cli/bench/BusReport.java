package dev.millrace.cli.bench;

import java.util.List;

/**
 * What {@code bench bus} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param rows one for each shape
 */
public record BusReport(Machine before, Machine after, List<BusRow> rows) {}
