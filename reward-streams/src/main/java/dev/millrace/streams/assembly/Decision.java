package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.LateReason;

/** What is to be done about a record that came for a group. */
public sealed interface Decision {

    /**
     * Remember it: the group stays open.
     *
     * @param state the group with it
     */
    record Keep(GroupState state) implements Decision {}

    /**
     * The group ends.
     *
     * @param state the group with it
     * @param reason why it ends
     * @param settlement what becomes of it
     */
    record Close(GroupState state, CloseReason reason, Settlement settlement) implements Decision {}

    /**
     * Nothing: it was known already.
     *
     * @param what what was known
     */
    record Ignore(String what) implements Decision {}

    /**
     * The score cannot be used.
     *
     * @param score the score
     * @param reason why
     * @param detail the reason in words
     */
    record Late(HeldScore score, LateReason reason, String detail) implements Decision {}

    /**
     * The trajectory came after its group had closed, and is dropped alone.
     *
     * @param group the closed group, which now accounts for it
     * @param drop the drop
     */
    record DropLate(ClosedGroup group, Dropped drop) implements Decision {}

    /**
     * The record cannot belong to its group.
     *
     * @param cause why
     */
    record Refuse(String cause) implements Decision {}
}
