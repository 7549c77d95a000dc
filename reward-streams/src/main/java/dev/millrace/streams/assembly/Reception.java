package dev.millrace.streams.assembly;

/** What an open group says to what comes for it. */
sealed interface Reception {

    /** It is not kept. */
    sealed interface Aside extends Reception {}

    /**
     * It is new.
     *
     * @param state the group with it
     */
    record Kept(GroupState state) implements Reception {}

    /**
     * It was known already.
     *
     * @param what what was known
     */
    record Known(String what) implements Aside {}

    /**
     * The same scorer said something else before, which stays.
     *
     * @param detail both values
     */
    record Contradicts(String detail) implements Aside {}

    /**
     * It cannot belong to this group.
     *
     * @param cause why
     */
    record Misfit(String cause) implements Aside {}
}
