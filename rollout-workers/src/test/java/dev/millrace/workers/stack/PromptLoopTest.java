package dev.millrace.workers.stack;

import static dev.millrace.workers.stack.PublishedTrajectories.groups;
import static dev.millrace.workers.stack.PublishedTrajectories.trajectories;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.testing.SharedStack;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A feeder that goes over its prompts again and again, on a real topic. */
@ExtendWith(SharedStack.class)
class PromptLoopTest {

    private final KafkaConnection connection;

    PromptLoopTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldKeepALoopOfPromptsAheadOfTheWorkersByABoundedNumber() throws Exception {
        RunOnStack run = new RunOnStack(connection, "loop.", "r");
        run.publishWeights(0, 0);
        PromptFeeder feeder = run.loop(3, 5);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> end = CompletableFuture.runAsync(feeder::run, thread);

        run.readRaw(run.topics().prompts(), all -> all.size() >= 5);
        long withoutWorkers = feeder.fed();
        try (RunningWorker ignored = new RunningWorker(run.worker("w1", 2))) {
            trajectories(run, groups(4));
            run.readRaw(run.topics().prompts(), all -> all.size() >= 9);
            feeder.stop();
            end.get(60, TimeUnit.SECONDS);
        }

        assertThat(withoutWorkers).isLessThanOrEqualTo(5);
        assertThat(feeder.fed()).isEqualTo(9);
        assertThat(run.read(run.topics().images(), ImageBlob.class, images -> true))
                .hasSize(3);
        thread.shutdown();
    }

    @Test
    void shouldGoOnWithALoopWhereAnEarlierFeederStopped() throws Exception {
        // Given: three prompts round after round, of which five lie on the topic
        RunOnStack run = new RunOnStack(connection, "again.", "r");
        feed(run, run.loop(3, 5), 5);

        // When another one may be nine ahead
        feed(run, run.loop(3, 9), 9);

        // Then they come in the order in which one feeder alone would have fed them
        RunOnStack alone = new RunOnStack(connection, "alone.", "r");
        feed(alone, alone.loop(3, 9), 9);
        assertThat(order(run)).hasSize(9).isEqualTo(order(alone));
    }

    @Test
    void shouldKeepALoopAheadWhateverAnotherRunHasLeftOnTheTopic() throws Exception {
        // Given prompts of another run, whose workers never come
        RunOnStack run = new RunOnStack(connection, "strangers.", "r");
        new RunOnStack(connection, "strangers.", "other").feed(20);

        // When a loop feeds, which may be 5 ahead
        PromptFeeder feeder = run.loop(3, 5);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> end = CompletableFuture.runAsync(feeder::run, thread);
        run.readRaw(run.topics().prompts(), all -> all.size() >= 25);
        feeder.stop();
        end.get(60, TimeUnit.SECONDS);
        thread.shutdown();

        // Then it is 5 ahead of its own workers
        assertThat(feeder.fed()).isEqualTo(5);
    }

    private static void feed(RunOnStack run, PromptFeeder feeder, int until) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CompletableFuture<Void> end = CompletableFuture.runAsync(feeder::run, thread);
        run.readRaw(run.topics().prompts(), all -> all.size() >= until);
        feeder.stop();
        end.get(60, TimeUnit.SECONDS);
        thread.shutdown();
    }

    /** The ids of the prompts on the topic by their positions. */
    private static SortedMap<Integer, String> order(RunOnStack run) throws Exception {
        SortedMap<Integer, String> order = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> prompt : run.readRaw(run.topics().prompts(), all -> true)) {
            String fed = new String(prompt.headers().lastHeader("millrace-feed").value(), StandardCharsets.UTF_8);
            order.put(
                    Integer.valueOf(fed.substring(fed.indexOf(':') + 1)),
                    new String(prompt.key(), StandardCharsets.UTF_8));
        }
        return order;
    }
}
