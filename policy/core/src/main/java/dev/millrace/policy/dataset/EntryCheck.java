package dev.millrace.policy.dataset;

import java.util.Optional;

/** Says what else an entry must be, such as one that the policy in use takes. */
@FunctionalInterface
public interface EntryCheck {

    /** Takes every entry. */
    EntryCheck NONE = entry -> Optional.empty();

    /** Why an entry is refused; empty if it is not. */
    Optional<Refusal> refusal(DatasetEntry entry);

    /**
     * Why an entry is refused.
     *
     * @param fault what kind of thing is wrong
     * @param what is wrong and what to do about it
     */
    record Refusal(RowFault fault, String what) {}
}
