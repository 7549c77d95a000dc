package dev.millrace.workers.feeding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FedLogTest {

    private static final String TOPIC = "prompts";
    private static final FeedIdentity OURS = new FeedIdentity("aa");
    private static final FeedIdentity OTHERS = new FeedIdentity("bb");

    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final Map<Integer, Long> ends = new HashMap<>(Map.of(0, 0L, 1, 0L));

    @Test
    void shouldBeginWhereNothingWasFed() {
        LongStream.range(0, 10).forEach(position -> store(OTHERS, position));

        assertThat(read()).isEqualTo(FedBefore.NOTHING);
    }

    @Test
    void shouldGoOnBehindTheLastPrompt() {
        LongStream.range(0, 130).forEach(position -> store(OURS, position));

        assertThat(read()).isEqualTo(new FedBefore(130, Set.of()));
    }

    @Test
    void shouldSeeThePromptsThatACutPortionLeftOut() {
        // Given: of the portion from 64 on, 70 and 72 are not there
        LongStream.range(0, 80)
                .filter(position -> position != 70 && position != 72)
                .forEach(position -> store(OURS, position));

        // When
        FedBefore before = read();

        // Then
        assertThat(before.next()).isEqualTo(70);
        assertThat(before.beyond())
                .isEqualTo(LongStream.range(71, 80)
                        .filter(position -> position != 72)
                        .boxed()
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldLookFurtherBackThanTheFirstLook() {
        // Given
        LongStream.range(0, 70).forEach(position -> store(OURS, position));
        LongStream.range(0, 3_000).forEach(position -> store(OTHERS, position));

        // When
        FedBefore before = read();

        // Then
        assertThat(before).isEqualTo(new FedBefore(70, Set.of()));
    }

    private void store(FeedIdentity identity, long position) {
        int partition = (int) (position % 2);
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(TOPIC, partition, offset, new byte[] {1}, new byte[] {1});
        record.headers().add(FeedIdentity.HEADER, identity.at(position));
        log.add(record);
    }

    private FedBefore read() {
        try (MockConsumer<byte[], byte[]> consumer = new Replaying()) {
            Node node = new Node(0, "localhost", 1);
            Node[] nodes = {node};
            consumer.updatePartitions(
                    TOPIC,
                    List.of(
                            new PartitionInfo(TOPIC, 0, node, nodes, nodes),
                            new PartitionInfo(TOPIC, 1, node, nodes, nodes)));
            for (int partition = 0; partition < 2; partition++) {
                TopicPartition name = new TopicPartition(TOPIC, partition);
                consumer.updateBeginningOffsets(Map.of(name, 0L));
                consumer.updateEndOffsets(Map.of(name, ends.get(partition)));
            }
            return new FedLog(consumer, TOPIC, OURS).read();
        }
    }

    /** Gives what lies behind its positions, as a broker does: the mock forgets what it gave once. */
    private final class Replaying extends MockConsumer<byte[], byte[]> {

        private Replaying() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            log.stream()
                    .filter(record ->
                            record.offset() >= position(new TopicPartition(record.topic(), record.partition())))
                    .forEach(this::addRecord);
            return super.poll(timeout);
        }
    }
}
