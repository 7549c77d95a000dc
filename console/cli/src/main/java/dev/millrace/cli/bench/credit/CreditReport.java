package dev.millrace.cli.bench.credit;

import dev.millrace.cli.bench.Machine;
import java.util.List;

/**
 * What {@code bench credit} found.
 *
 * @param before the machine when it began
 * @param after the machine when it ended
 * @param groups of a round
 * @param rows one for each reshaper
 */
public record CreditReport(Machine before, Machine after, int groups, List<CreditRow> rows) {}
