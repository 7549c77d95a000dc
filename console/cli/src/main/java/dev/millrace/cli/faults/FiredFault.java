package dev.millrace.cli.faults;

/**
 * A fault that was fired.
 *
 * @param kind what was done
 * @param second when, in seconds from the begin of the run
 * @param step the training step the run was at
 * @param seen what shows that it took effect
 */
public record FiredFault(FaultKind kind, long second, int step, String seen) {}
