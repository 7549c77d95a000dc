package dev.millrace.learner;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;

/**
 * The names under which the learner of a run is known to the broker. There is one learner per run, and they fence all
 * others.
 *
 * @param topics names of the topics
 * @param run the run
 */
public record LearnerNames(Topics topics, RunId run) {

    /** Consumer group under which the consumed offsets of the experience topic are committed. */
    public String group() {
        return topics.prefix() + run + ".learner";
    }

    /** The transactional id. */
    public String transactionalId() {
        return group();
    }

    /** A client id for one of the learner's clients. */
    public String client(String purpose) {
        return group() + "." + purpose;
    }
}
