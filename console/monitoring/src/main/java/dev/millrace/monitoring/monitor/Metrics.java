package dev.millrace.monitoring.monitor;

/** Metrics of a training step that a terminal shows, by the names under which the learner publishes them. */
final class Metrics {

    static final String REWARD = "reward";
    static final String KL = "kl";
    static final String ENTROPY = "entropy";
    static final String STALENESS = "staleness/avg";
    static final String STALENESS_MAX = "staleness/max";
    static final String LEARNING_RATE = "actor/lr";
    static final String VERSION = "weights/published_version";
    static final String LINEAGE = "weights/lineage";

    private Metrics() {}
}
