package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.BenchGroups;
import dev.millrace.cli.bench.BenchStack;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.FencingLimit;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.OutcomeRecords;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A worker's publisher on a thread of its own, which lives until it is closed, so that its CPU can be read. */
final class OnePublisher implements AutoCloseable {

    private static final int BATCH = 64;

    private final ConsumerGroupMetadata member;
    private final TopicPartition prompts;
    private final GroupPublisher publisher;
    private final ExecutorService thread;

    /** @param name part of the names of its threads, and of its transactions */
    OnePublisher(BenchStack stack, String name) {
        this.member = new ConsumerGroupMetadata(name);
        this.prompts = new TopicPartition(stack.topics().prompts(), 0);
        this.thread = Executors.newSingleThreadExecutor(work -> new Thread(work, name));
        this.publisher = new GroupPublisher(
                () -> new KafkaProducer<>(
                        stack.connection().transactionalProducer(name, name),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                OutcomeRecords.of(
                        new RunId(BenchGroups.RUN),
                        stack.topics(),
                        new ImageBlobs(Optional.empty(), stack.topics()),
                        stack.serdes(),
                        Clock.systemUTC()),
                new FencingLimit(name, Clock.systemUTC()));
        if (!publisher.open()) {
            throw new IllegalStateException("the broker takes no transactions");
        }
    }

    /** Publishes all of them. */
    CompletableFuture<Void> publish(List<List<Trajectory>> groups) {
        List<PromptOutcome> outcomes = IntStream.range(0, groups.size())
                .<PromptOutcome>mapToObj(at -> sampled(at, groups.get(at)))
                .toList();
        return CompletableFuture.runAsync(() -> transact(outcomes), thread);
    }

    private void transact(List<PromptOutcome> outcomes) {
        for (int at = 0; at < outcomes.size(); at += BATCH) {
            int end = Math.min(outcomes.size(), at + BATCH);
            var encoded = publisher.encode(outcomes.subList(at, end));
            if (!publisher.publish(encoded, Map.of(prompts, new PartitionProgress(end, end)), member)) {
                throw new IllegalStateException("a transaction failed");
            }
        }
    }

    private PromptOutcome.Sampled sampled(int offset, List<Trajectory> group) {
        ConsumerRecord<byte[], byte[]> read =
                new ConsumerRecord<>(prompts.topic(), 0, offset, new byte[0], new byte[0]);
        return new PromptOutcome.Sampled(
                new ConsumedPrompt.Readable(
                        read,
                        new GroupId(group.get(0).getGroupId()),
                        group.get(0).getPrompt()),
                group,
                List.of());
    }

    @Override
    public void close() {
        thread.shutdown();
        publisher.close();
    }
}
