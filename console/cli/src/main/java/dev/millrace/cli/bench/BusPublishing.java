package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.FencingLimit;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.OutcomeRecords;
import dev.millrace.workers.publishing.PromptOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes the same groups as a worker does, and as a plain transactional producer does. Belongs to one thread. */
final class BusPublishing implements AutoCloseable {

    private static final String RAW = "bench-raw-";

    private final BenchStack stack;
    private final int batch;
    private final TopicPartition prompts;
    private final ConsumerGroupMetadata member = new ConsumerGroupMetadata("bench-group");
    private final GroupPublisher publisher;
    private final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();

    BusPublishing(BenchStack stack, int batch) {
        this.stack = stack;
        this.batch = batch;
        this.prompts = new TopicPartition(stack.topics().prompts(), 0);
        this.publisher = new GroupPublisher(
                () -> new KafkaProducer<>(
                        stack.connection().transactionalProducer("bench", "bench-tx"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                OutcomeRecords.of(
                        new RunId(BenchGroups.RUN),
                        stack.topics(),
                        new ImageBlobs(Optional.empty(), stack.topics()),
                        stack.serdes(),
                        Clock.systemUTC()),
                new FencingLimit("bench-tx", Clock.systemUTC()));
        if (!publisher.open()) {
            throw new IllegalStateException("the broker takes no transactions");
        }
    }

    /** Seconds of the worker's publisher: encoding, transactions and offsets. */
    double publish(List<List<Trajectory>> groups) {
        List<PromptOutcome> outcomes = new ArrayList<>();
        for (List<Trajectory> group : groups) {
            ConsumerRecord<byte[], byte[]> read =
                    new ConsumerRecord<>(prompts.topic(), 0, outcomes.size(), new byte[0], new byte[0]);
            outcomes.add(new PromptOutcome.Sampled(
                    new ConsumedPrompt.Readable(
                            read,
                            new GroupId(group.get(0).getGroupId()),
                            group.get(0).getPrompt()),
                    group,
                    List.of()));
        }
        long begun = System.nanoTime();
        for (int at = 0; at < outcomes.size(); at += batch) {
            int end = Math.min(outcomes.size(), at + batch);
            var encoded = publisher.encode(outcomes.subList(at, end));
            if (!publisher.publish(encoded, Map.of(prompts, new PartitionProgress(end, end)), member)) {
                throw new IllegalStateException("a transaction failed");
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Seconds of a transactional producer that is given the bytes. */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a record was not stored
    double send(List<List<byte[]>> groups, String codec) {
        KafkaProducer<byte[], byte[]> producer = producers.computeIfAbsent(codec, this::raw);
        long begun = System.nanoTime();
        for (int at = 0; at < groups.size(); at += batch) {
            int end = Math.min(groups.size(), at + batch);
            producer.beginTransaction();
            for (int group = at; group < end; group++) {
                byte[] key = BenchGroups.id(group).getBytes(StandardCharsets.UTF_8);
                for (byte[] value : groups.get(group)) {
                    producer.send(new ProducerRecord<>(RAW + codec, key, value));
                }
            }
            producer.sendOffsetsToTransaction(Map.of(prompts, new OffsetAndMetadata(end)), member);
            producer.commitTransaction();
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private KafkaProducer<byte[], byte[]> raw(String codec) {
        stack.topicLike(RAW + codec, stack.topics().trajectories());
        Map<String, Object> settings = stack.connection().transactionalProducer("bench-" + codec, "bench-tx-" + codec);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
        KafkaProducer<byte[], byte[]> made =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        made.initTransactions();
        return made;
    }

    /** Bytes on disk of the topic of a codec, over {@code bytes} that were sent to it. */
    double storedShare(String codec, long bytes) throws IOException {
        return (double) stack.bytes(RAW + codec) / bytes;
    }

    @Override
    public void close() {
        try (publisher) {
            Closing.all(producers.values());
        }
    }
}
