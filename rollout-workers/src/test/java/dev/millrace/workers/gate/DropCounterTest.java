package dev.millrace.workers.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.workers.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DropCounterTest {

    private static final String TOPIC = Samples.TOPICS.drops();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final Map<TopicPartition, OffsetAndMetadata> before = new HashMap<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        /** The mock forgets what was committed before an assignment; a broker does not. */
        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(before);
            all.putAll(super.committed(partitions));
            return all;
        }
    };
    private final DropCounter counter =
            new DropCounter(consumer, Samples.serdes().deserializer(Drop.class), TOPIC, Samples.RUN, Clock.systemUTC());

    DropCounterTest() {
        Node node = new Node(0, "localhost", 9092);
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void shouldCountWholeGroupsThatStreamsOfTheRunDropped() {
        deliver(
                drop("r", true, "streams"),
                drop("r", false, "streams"),
                drop("r", true, "learner"),
                drop("r", true, "worker"),
                drop("another", true, "streams"),
                "no drop".getBytes(StandardCharsets.UTF_8),
                drop("r", true, "streams"));

        counter.run();

        assertThat(counter.count()).isEqualTo(2);
    }

    @Test
    void shouldGoOnFromTheCountThatWasCommitted() {
        before.put(PARTITION, new PartitionProgress(0, 40).toCommit());
        deliver(drop("r", true, "streams"));

        counter.run();

        assertThat(counter.count()).isEqualTo(41);
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION))
                .isEqualTo(new PartitionProgress(1, 41).toCommit());
    }

    private void deliver(byte[]... values) {
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < values.length; offset++) {
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], values[offset]));
            }
        });
        consumer.schedulePollTask(counter::stop);
    }

    private static byte[] drop(String run, boolean wholeGroup, String by) {
        Drop drop = Drop.newBuilder()
                .setRunId(run)
                .setGroupId("g")
                .setIndices(PackedInts.of().bytes())
                .setWholeGroup(wholeGroup)
                .setReason(DropReason.ZERO_VARIANCE)
                .setDroppedBy(by)
                .setDroppedAt(Instant.EPOCH)
                .build();
        return Samples.serdes().serializer(Drop.class).serialize(TOPIC, drop);
    }
}
