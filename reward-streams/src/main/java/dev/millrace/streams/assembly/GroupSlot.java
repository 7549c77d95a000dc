package dev.millrace.streams.assembly;

/** What is known of a group when something comes for it. */
public sealed interface GroupSlot {

    /** Nothing. */
    record Unseen() implements GroupSlot {}

    /** It is open. */
    record Open(GroupState state) implements GroupSlot {}

    /** It was closed, and that is remembered. */
    record Closed(ClosedGroup group) implements GroupSlot {}
}
