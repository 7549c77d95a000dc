package dev.millrace.audit.check;

/**
 * One thing that is not as it was promised.
 *
 * @param id what it is about: a trajectory (group#index), a group, a step, a version or a record's position
 * @param detail what is wrong with it
 */
public record Breach(String id, String detail) {}
