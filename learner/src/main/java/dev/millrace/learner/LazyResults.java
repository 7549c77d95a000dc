package dev.millrace.learner;

import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.evaluation.ResultLog;
import dev.millrace.schemas.topic.RunNames;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The held-out results of a run, read when a checkpoint asks for them: most learners never do. Nobody wakes this reading up, as
 * the last checkpoint is written when the learner is stopped already; it waits for a bounded time. For one thread.
 */
final class LazyResults implements Supplier<List<HeldOutResult>> {

    /** A step waits for it no longer than that. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<HeldOutResult> values;
    private final RunNames names;
    private @Nullable ResultLog log;

    /** @param consumers opens the one consumer that is needed; its owner closes it */
    LazyResults(Supplier<Consumer<byte[], byte[]>> consumers, Deserializer<HeldOutResult> values, RunNames names) {
        this.consumers = consumers;
        this.values = values;
        this.names = names;
    }

    @Override
    public List<HeldOutResult> get() {
        ResultLog opened = log;
        if (opened == null) {
            opened = new ResultLog(consumers.get(), values, names.topics().evaluations(), names.run());
            log = opened;
        }
        return opened.next(PATIENCE);
    }
}
