package dev.millrace.learner.checkpoint;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.topic.Topics;

/**
 * The names under which the checkpoints of one run lie in a store, and none of another run: files by their digest, and beside them,
 * by theirs, the indices that say which files a checkpoint has.
 *
 * @param topic the topic of training steps, which has the prefix of the run's topics
 */
public record CheckpointObjects(String topic, RunId run) {

    private static final String TOP = "checkpoints/";
    private static final String INDEX = "/index";

    public static CheckpointObjects of(Topics topics, RunId run) {
        return new CheckpointObjects(topics.trainingSteps(), run);
    }

    /** Where the checkpoints of all runs under a prefix lie, each run in an area below it. */
    public static String areaOfAllRuns(Topics topics) {
        return TOP + topics.trainingSteps();
    }

    /** Where all of them lie. */
    public String area() {
        return TOP + topic + "/" + run;
    }

    ObjectKey file(String sha256) {
        return new ObjectKey(area(), sha256);
    }

    ObjectKey index(String sha256) {
        return new ObjectKey(indices(), sha256);
    }

    String indices() {
        return area() + INDEX;
    }

    /** Where the files lie that an index names. */
    static String areaOfFiles(ObjectKey index) {
        return index.area().substring(0, index.area().length() - INDEX.length());
    }

    /** Whether an object is the index of a checkpoint, of whichever run. */
    public static boolean isIndex(ObjectKey key) {
        return key.area().startsWith(TOP) && key.area().endsWith(INDEX);
    }
}
