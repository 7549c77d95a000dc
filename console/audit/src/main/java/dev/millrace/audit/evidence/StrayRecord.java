package dev.millrace.audit.evidence;

/**
 * A record in which two runs meet: one says that it is of the other's.
 *
 * @param position where it lies
 * @param run the run that it says it is of
 * @param names the id of another run's that stands in it
 */
public record StrayRecord(Position position, String run, String names) {}
