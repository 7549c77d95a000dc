package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.packed.PackedInts;

/**
 * Trajectories that will not be trained.
 *
 * @param indices which; empty where a group is dropped whose trajectories are all accounted for by other drops
 * @param wholeGroup whether nothing of the group will be trained: true for exactly one drop of such a group
 * @param reason why
 * @param detail the reason in words
 */
public record Dropped(PackedInts indices, boolean wholeGroup, DropReason reason, String detail) {}
