package dev.millrace.streams.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * The stores of a stream thread's tasks that write before a commit. Kafka Streams prepares one task of a commit after the other, and
 * waits each time until the producer has sent what the task wrote; so the first of them lets all stores write, and the others
 * find nothing to wait for.
 *
 * <p>That is as right as each by itself: the tasks of a thread share one transaction, which holds what each of them has done since
 * the last one. Belongs to one stream thread.
 */
final class JointWrites {

    private final List<Runnable> writers = new ArrayList<>();

    /** @param writer writes what changed in a store; nothing where nothing has */
    void join(Runnable writer) {
        writers.add(writer);
    }

    void leave(Runnable writer) {
        writers.remove(writer);
    }

    /** Lets all write. */
    void write() {
        writers.forEach(Runnable::run);
    }
}
