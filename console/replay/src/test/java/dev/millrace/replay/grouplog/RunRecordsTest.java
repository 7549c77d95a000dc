package dev.millrace.replay.grouplog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RunRecordsTest {

    private static final Topics TOPICS = new Topics("records.");
    private static final KafkaConnection CONNECTION =
            new KafkaConnection("nowhere:9092", "mock://run-records", Map.of());

    private final AvroSerdes serdes = new AvroSerdes(CONNECTION);
    private final GroupGathering groups = new GroupGathering(Duration.ofSeconds(1), LogRange.ALL);

    @Test
    void shouldBringEachScoreOfARecordToItsTrajectoryAndPassOverWhatIsNone() {
        // Given a record about three trajectories, one of whose scores is no number
        try (SchemaRegistration registration =
                new SchemaRegistration(CONNECTION, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            registration.registerAll();
        }
        Score score = Score.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/0")
                .setIndex(2)
                .setScorer("mine")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(0.5)
                .setScoredAt(Instant.EPOCH)
                .setItems(List.of(
                        new ScoreItem(0, ScoreOutcome.SCORED, Double.NaN, null, null),
                        new ScoreItem(1, ScoreOutcome.FAILED, null, "broken", null)))
                .build();

        // When
        try (RunRecords records = new RunRecords(serdes, TOPICS, new RunId("demo"), groups)) {
            records.add(new ConsumerRecord<>(
                    TOPICS.scores(),
                    0,
                    0,
                    "demo/0/0".getBytes(StandardCharsets.UTF_8),
                    serdes.serializer(Score.class).serialize(TOPICS.scores(), score)));
        }

        // Then
        GatheredGroup group = groups.left().orElseThrow();
        assertThat(group.scores(0)).isEmpty();
        assertThat(group.scores(1))
                .singleElement()
                .extracting(LoggedScore::getScore)
                .satisfies(single -> assertThat(single.getCause()).isEqualTo("broken"));
        assertThat(group.scores(2))
                .singleElement()
                .extracting(LoggedScore::getScore)
                .satisfies(single -> {
                    assertThat(single.getValue()).isEqualTo(0.5);
                    assertThat(single.getItems()).isEmpty();
                });
    }
}
