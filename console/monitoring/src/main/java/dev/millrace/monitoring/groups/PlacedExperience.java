package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Experience;

/**
 * A record of experience.
 *
 * @param offset where it lies: the topic has one partition
 */
public record PlacedExperience(Experience experience, long offset) {}
