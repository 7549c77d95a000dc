package dev.millrace.streams.metrics;

/** Names of the figures that the metrics topology counts. A slash parts a family from its member. */
public final class FigureNames {

    /** Trajectories published, each once. */
    public static final String PUBLISHED = "published";
    /** Trajectories trained, each once. */
    public static final String TRAINED = "trained";
    /** Trajectories dropped, by reason: {@code dropped/stale}. */
    public static final String DROPPED = "dropped/";
    /** What abandoned steps trained or dropped, by the figure that no longer counts it: {@code abandoned/trained}. */
    public static final String ABANDONED = "abandoned/";
    /** Trajectories that were settled a second time. */
    public static final String DOUBLED = "doubled";
    /** +1 for a trajectory that was settled and not seen published, −1 when it is. */
    public static final String UNMATCHED = "unmatched";
    /** Groups published. */
    public static final String GROUPS = "groups";
    /** Groups that became experience, by why they closed: {@code closed/complete}. */
    public static final String CLOSED = "closed/";
    /** Groups of which nothing is trained, by reason. */
    public static final String DROPPED_GROUPS = "dropped_groups/";
    /** Response tokens of a trajectory. */
    public static final String TOKENS = "tokens";
    /** Newest policy version in a trajectory of a worker: {@code worker/worker-0}. */
    public static final String WORKER = "worker/";
    /** Scores by scorer and outcome: {@code scores/accuracy/scored}. */
    public static final String SCORES = "scores/";
    /** Time a scorer took, by scorer, in milliseconds. */
    public static final String LATENCY = "latency_ms/";
    /** Time from a group's first record to its close, in milliseconds. */
    public static final String GROUP_AGE = "group_age_ms";
    /** Reward of a trajectory. */
    public static final String REWARD = "reward";
    /** What the headline scorer says of a trajectory, by category of its prompt. */
    public static final String CATEGORY = "headline/";
    /** Scores that came too late. */
    public static final String LATE = "late";
    /** Records set aside. */
    public static final String DEAD_LETTERS = "dead_letters";
    /** Records that the metrics topology itself could not read. */
    public static final String UNREADABLE = "unreadable";

    /** As {@link #CATEGORY}, in records of a time that knew only accuracy. */
    private static final String ACCURACY = "accuracy/";

    private FigureNames() {}

    /** The name that a figure has now, whatever it was when it was recorded. */
    public static String present(String recorded) {
        return recorded.startsWith(ACCURACY) ? CATEGORY + recorded.substring(ACCURACY.length()) : recorded;
    }
}
