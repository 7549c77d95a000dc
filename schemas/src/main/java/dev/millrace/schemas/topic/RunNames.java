package dev.millrace.schemas.topic;

import dev.millrace.schemas.id.RunId;
import java.util.List;

/**
 * The names under which the roles of a run are known to the broker: consumer groups, transactional ids and Kafka Streams
 * applications. They stand here alone, so that who watches a role, gives it rights or repeats its work says the same name.
 * All begin with the prefix of the topics and the run.
 *
 * @param topics names of the topics
 * @param run the run
 */
public record RunNames(Topics topics, RunId run) {

    /** Shape of the topology of experience. A group of Kafka Streams cannot take a changed one: it gets a new name. */
    public static final String STREAMS_VERSION = "v1";

    /** Shape of the topology of metrics. */
    public static final String METRICS_VERSION = "v3";

    /** Consumer group of all workers. */
    public String workers() {
        return name("workers");
    }

    /** Group under which the workers' claims of prompts are committed. */
    public String workerClaims() {
        return workers() + ".claims";
    }

    /** Group under which the run's count of drops is committed. */
    public String workerDrops() {
        return workers() + ".drops";
    }

    /**
     * One worker's names.
     *
     * @throws IllegalArgumentException if its id has another form
     */
    public WorkerNames worker(String id) {
        return new WorkerNames(this, id);
    }

    /** Client id of the feeder. */
    public String feeder() {
        return name("feeder");
    }

    /** Consumer group of all instances of a scorer. */
    public String scorer(String scorer) {
        return name("scorer." + scorer);
    }

    /** Application that makes experience; its internal topics and transactional ids begin with it. */
    public String streams() {
        return streamsFamily() + STREAMS_VERSION;
    }

    /** Application that counts. */
    public String metrics() {
        return metricsFamily() + METRICS_VERSION;
    }

    /** Both applications of Kafka Streams. */
    public List<String> applications() {
        return List.of(streams(), metrics());
    }

    /** Consumer group and transactional id of the learner; there is one in a run, and a new one fences the old one. */
    public String learner() {
        return name("learner");
    }

    /** Transactional id of who puts logged groups back onto the topics. */
    public String replay() {
        return name("replay");
    }

    /** Transactional id of an evaluator; two of one name fence each other. */
    public String evaluator(EvaluatorName evaluator) {
        return evaluatorIds() + evaluator;
    }

    /** What the transactional ids of all evaluators begin with. */
    public String evaluatorIds() {
        return name("evaluator.");
    }

    /** What all groups of the run begin with. */
    public String family() {
        return name("");
    }

    /** What the transactional ids of all workers begin with. */
    public String workerIds() {
        return name("worker.");
    }

    /** What the application of experience begins with in any version: its groups, transactional ids and internal topics. */
    public String streamsFamily() {
        return name("streams.");
    }

    /** The same of the application that counts. */
    public String metricsFamily() {
        return name("metrics.");
    }

    private String name(String role) {
        return topics.prefix() + run + "." + role;
    }
}
