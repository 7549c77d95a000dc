package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.RunId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefereeHistoryTest {

    private static final String TOPIC = "scores";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final RunId RUN = new RunId("demo");

    @Test
    void shouldRefuseAnotherRefereeThanThatOfEarlierScores() {
        try (RefereeHistory history = history(
                score("demo", "accuracy", null), score("other", "semantic", "b"), score("demo", "semantic", "a"))) {
            assertThatThrownBy(() -> history.requireSame(RUN, "semantic", "b"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "scorer semantic has the referee b, but run demo has scores of the referee a");
        }
    }

    @Test
    void shouldTakeTheSameRefereeAndAnyInANewRun() {
        try (RefereeHistory same = history(null, score("demo", "semantic", "a"));
                RefereeHistory fresh = history(score("other", "semantic", "a"));
                RefereeHistory empty = history()) {
            assertThatCode(() -> same.requireSame(RUN, "semantic", "a")).doesNotThrowAnyException();
            assertThatCode(() -> fresh.requireSame(RUN, "semantic", "b")).doesNotThrowAnyException();
            assertThatCode(() -> empty.requireSame(RUN, "semantic", "b")).doesNotThrowAnyException();
        }
    }

    private static Score score(String run, String scorer, @Nullable String digest) {
        return Score.newBuilder()
                .setRunId(run)
                .setGroupId(run + "/0/0")
                .setIndex(0)
                .setScorer(scorer)
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(1.0)
                .setRefereeDigest(digest)
                .setScoredAt(Samples.NOW)
                .build();
    }

    /** A topic of these scores; null stands for one that cannot be read. */
    private static RefereeHistory history(@Nullable Score... scores) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) scores.length));
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < scores.length; offset++) {
                consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[] {(byte) offset}));
            }
        });
        return new RefereeHistory(
                consumer,
                (topic, value) -> {
                    Score score = scores[value[0]];
                    if (score == null) {
                        throw new SerializationException("no score");
                    }
                    return score;
                },
                TOPIC);
    }
}
