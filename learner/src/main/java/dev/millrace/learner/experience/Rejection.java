package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.DropReason;

/**
 * A trajectory that the learner will not train.
 *
 * @param index its place in its group
 * @param reason why
 * @param detail the reason in words
 */
public record Rejection(int index, DropReason reason, String detail) {}
