package dev.millrace.monitoring.groups;

import java.util.Optional;

/** Where the prompt of a group lies on its topic: the group's id says so. */
public record PromptPlace(int partition, long offset) {

    /** Empty where the id is not one that Millrace makes. */
    public static Optional<PromptPlace> of(String group) {
        int last = group.lastIndexOf('/');
        int before = last < 0 ? -1 : group.lastIndexOf('/', last - 1);
        if (before < 0) {
            return Optional.empty();
        }
        try {
            int partition = Integer.parseInt(group.substring(before + 1, last));
            long offset = Long.parseLong(group.substring(last + 1));
            return partition < 0 || offset < 0 ? Optional.empty() : Optional.of(new PromptPlace(partition, offset));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
