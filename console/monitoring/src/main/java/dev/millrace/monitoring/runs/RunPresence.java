package dev.millrace.monitoring.runs;

/**
 * That a run is at the broker.
 *
 * @param run its id
 * @param isWorking whether somebody is in one of its groups; a learner alone is in none
 */
public record RunPresence(String run, boolean isWorking) {}
