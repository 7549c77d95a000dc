package dev.millrace.schemas.weights;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.ObjectKey;

/**
 * The names under which the payloads of one run lie in a store, and none of another run: what it trims is nobody else's.
 *
 * @param topic the weights topic, which has the prefix of the run's topics
 */
public record WeightObjects(String topic, RunId run) {

    private static final String TOP = "weights/";

    /** Where the payloads of all runs of a topic lie, each run in an area below it. */
    public static String areaOfAllRuns(String topic) {
        return TOP + topic;
    }

    /** Where they lie. */
    public String area() {
        return TOP + topic + "/" + run;
    }

    /** The name of a shard. */
    public ObjectKey key(String sha256) {
        return new ObjectKey(area(), sha256);
    }
}
