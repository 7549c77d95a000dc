package dev.millrace.schemas.id;

/**
 * The trajectories sampled for one prompt.
 *
 * <p>It is derived from where the prompt lies, never from what it says: a re-delivered prompt gives the same group,
 * and two prompts with the same words but other images never share one.
 *
 * @param value the id as it stands in keys and records
 */
public record GroupId(String value) {

    /** Longest id, in characters. Those made here have at most 96; a longer one would make records too large. */
    static final int MAX_LENGTH = 256;

    /** @throws IllegalArgumentException if {@code value} is blank or longer than 256 characters */
    public GroupId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a group id has from 1 to " + MAX_LENGTH
                    + " characters that are not all blank, not " + value.length());
        }
    }

    /** Whether what another wrote can be a group's id. */
    public static boolean isValid(String value) {
        return !value.isBlank() && value.length() <= MAX_LENGTH;
    }

    /**
     * The id of the group sampled for the prompt at a position of the prompts topic.
     *
     * @param partition partition of the prompts topic, at least 0
     * @param offset offset in it, at least 0
     */
    public static GroupId of(RunId run, int partition, long offset) {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("no prompt lies at partition " + partition + ", offset " + offset);
        }
        return new GroupId(run.value() + "/" + partition + "/" + offset);
    }

    @Override
    public String toString() {
        return value;
    }
}
