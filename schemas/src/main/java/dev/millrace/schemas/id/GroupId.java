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

    /** @throws IllegalArgumentException if {@code value} is blank */
    public GroupId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a group id must not be blank");
        }
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
