package dev.millrace.cli.bench;

/**
 * One round of one application.
 *
 * @param firstSeconds from its start to its first group
 * @param perSecond groups a second of wall time, from a fifth of them to the last
 * @param cpuMillis CPU of the process for a group of these, broker, compilers and reader included
 * @param ownCpuMillis CPU of the application's own threads for a group of these
 */
public record Outcome(double firstSeconds, double perSecond, double cpuMillis, double ownCpuMillis) {}
