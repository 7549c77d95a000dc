package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadToEndTest {

    private static final TopicPartition FIRST = new TopicPartition("drops", 0);
    private static final TopicPartition SECOND = new TopicPartition("drops", 1);

    private final MockConsumer<String, String> consumer = topic();

    @Test
    void shouldReadEveryPartitionToTheEndThatItHadWhenTheReadingBegan() {
        written(FIRST, 2);
        written(SECOND, 3);
        ReadToEnd<String, String> reading = ReadToEnd.ofTopic(consumer, "drops");
        consumer.schedulePollTask(() -> add(FIRST, 0, 2));
        consumer.schedulePollTask(() -> {
            // What is written meanwhile is not waited for.
            written(FIRST, 100);
            add(SECOND, 0, 3);
        });

        List<String> read = all(reading);

        assertThat(read).containsExactlyInAnyOrder("drops-0@0", "drops-0@1", "drops-1@0", "drops-1@1", "drops-1@2");
    }

    @Test
    void shouldBeDoneAtOnceWhereNothingIs() {
        written(FIRST, 0);
        written(SECOND, 0);

        ReadToEnd<String, String> reading = ReadToEnd.ofTopic(consumer, "drops");

        assertThat(reading.isDone()).isTrue();
    }

    @Test
    void shouldReadOnFromWhereTheConsumerStandsToAGivenOffset() {
        written(FIRST, 9);
        consumer.assign(List.of(FIRST));
        consumer.seek(FIRST, 4);
        consumer.schedulePollTask(() -> add(FIRST, 4, 6));

        List<String> read = all(ReadToEnd.upTo(consumer, Map.of(FIRST, 6L)));

        assertThat(read).containsExactly("drops-0@4", "drops-0@5");
    }

    @Test
    void shouldSayWhichPartitionGaveNothing() {
        written(FIRST, 2);
        written(SECOND, 3);
        ReadToEnd<String, String> reading = ReadToEnd.ofTopic(consumer, "drops").within(Duration.ofMillis(20));
        consumer.schedulePollTask(() -> add(FIRST, 0, 2));
        consumer.schedulePollTask(() -> add(SECOND, 0, 1));

        assertThatThrownBy(() -> all(reading))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("nothing came from drops-1 at offset 1 for 0.02 s, though it ends at 3"
                        + " (a transaction may be open, or the broker does not answer)");
    }

    private static List<String> all(ReadToEnd<String, String> reading) {
        List<String> read = new ArrayList<>();
        while (!reading.isDone()) {
            reading.poll().forEach(record -> read.add(record.value()));
        }
        return read;
    }

    private static MockConsumer<String, String> topic() {
        MockConsumer<String, String> consumer = new MockConsumer<>("none");
        consumer.updatePartitions("drops", List.of(partition(0), partition(1)));
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        return consumer;
    }

    private static PartitionInfo partition(int number) {
        return new PartitionInfo("drops", number, Node.noNode(), new Node[0], new Node[0]);
    }

    private void written(TopicPartition partition, long end) {
        consumer.updateEndOffsets(Map.of(partition, end));
    }

    private void add(TopicPartition partition, int from, int until) {
        for (int offset = from; offset < until; offset++) {
            consumer.addRecord(new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset, "key", partition + "@" + offset));
        }
    }
}
