package dev.millrace.streams.topology;

import dev.millrace.schemas.client.PassingFailure;
import java.util.List;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.errors.TopologyException;

/** {@link PassingFailure}, with the words that Kafka Streams has of its own. */
final class StreamsFailures {

    private static final List<Class<? extends Throwable>> LASTING =
            List.of(ProcessorStateException.class, MissingSourceTopicException.class, TopologyException.class);

    private static final List<Class<? extends Throwable>> PASSING = List.of(
            TaskMigratedException.class,
            TaskCorruptedException.class, // is made anew from its changelog
            LockException.class);

    private StreamsFailures() {}

    /** Whether a thread that failed so is replaced by another one; else the process ends with the cause. */
    static boolean pass(Throwable failure) {
        return !has(LASTING, failure) && (has(PASSING, failure) || PassingFailure.is(failure));
    }

    private static boolean has(List<Class<? extends Throwable>> kinds, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable one = cause;
            if (kinds.stream().anyMatch(kind -> kind.isInstance(one))) {
                return true;
            }
        }
        return false;
    }
}
