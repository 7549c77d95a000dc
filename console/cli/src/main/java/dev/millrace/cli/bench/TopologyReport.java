package dev.millrace.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * What {@code bench topology} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param settings of the streams, by name
 * @param rows one for each shape
 */
public record TopologyReport(Machine before, Machine after, Map<String, String> settings, List<TopologyRow> rows) {}
