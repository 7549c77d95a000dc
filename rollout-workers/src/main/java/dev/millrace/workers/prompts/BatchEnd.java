package dev.millrace.workers.prompts;

/**
 * Where a batch ends in one partition.
 *
 * @param next offset of the first record that is not in it
 * @param tenure which time of this worker's holding the partition its prompts were read in
 */
public record BatchEnd(long next, long tenure) {}
