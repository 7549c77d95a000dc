package dev.millrace.cli.bench.policy;

import dev.millrace.cli.bench.Machine;
import java.util.List;
import java.util.Map;

/**
 * What {@code bench policy} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param settings that decide the work, by name
 * @param rows one for each comparison
 */
public record PolicyReport(Machine before, Machine after, Map<String, String> settings, List<PolicyRow> rows) {}
