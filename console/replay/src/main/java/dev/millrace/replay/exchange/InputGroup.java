package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.LoggedGroup;

/**
 * A group and where it came from.
 *
 * @param group the group
 * @param where names it in messages, for instance {@code groups.jsonl:12}
 * @param images its images
 */
public record InputGroup(LoggedGroup group, String where, ImageStore images) {}
