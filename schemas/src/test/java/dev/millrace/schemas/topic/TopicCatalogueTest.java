package dev.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {

    private final TopicCatalogue catalogue = new TopicCatalogue(new Topics("m."), 6, (short) 3);

    @Test
    void shouldHoldEveryTopicOnce() {
        assertThat(catalogue.specs())
                .extracting(TopicSpec::name)
                .containsExactlyInAnyOrder(
                        "m.prompts",
                        "m.images",
                        "m.trajectories",
                        "m.scores",
                        "m.experience",
                        "m.drops",
                        "m.scores-late",
                        "m.dead-letters",
                        "m.weights",
                        "m.training-steps",
                        "m.metrics",
                        "m.evaluations");
    }

    @Test
    void shouldOrderInOnePartitionWhatIsResumedByOneOffset() {
        Set<String> single = catalogue.specs().stream()
                .filter(spec -> spec.partitions() == 1)
                .map(TopicSpec::name)
                .collect(Collectors.toSet());
        assertThat(single)
                .containsExactlyInAnyOrder(
                        "m.experience", "m.weights", "m.training-steps", "m.metrics", "m.evaluations");
        assertThat(catalogue.specs())
                .filteredOn(spec -> !single.contains(spec.name()))
                .extracting(TopicSpec::partitions)
                .containsOnly(6);
    }

    @Test
    void shouldNameASubjectForEveryTopicOfRecords() {
        assertThat(catalogue.subjects())
                .hasSize(11)
                .containsKey("m.scores-late-value")
                .doesNotContainKey("m.dead-letters-value");
    }

    @Test
    void shouldDropWeightsByTheirKeysOnly() {
        assertThat(spec("m.weights").settings()).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void shouldTakeTheLargestRecordThatIsSent() {
        assertThat(catalogue.specs())
                .allSatisfy(spec -> assertThat(Integer.parseInt(spec.settings().get("max.message.bytes")))
                        .as(spec.name())
                        .isGreaterThan(RecordLimits.MAX_RECORD_BYTES));
    }

    /** What the broker bounds is then what a reader must hold; of a codec, two MiB may be gigabytes. */
    @Test
    void shouldStoreRecordsAsLargeAsTheyAre() {
        assertThat(catalogue.specs())
                .allSatisfy(spec ->
                        assertThat(spec.settings()).as(spec.name()).containsEntry("compression.type", "uncompressed"));
    }

    @Test
    void shouldTakeTheLargestDeadLetter() {
        assertThat(Integer.parseInt(spec("m.dead-letters").settings().get("max.message.bytes")))
                .isGreaterThanOrEqualTo(RecordLimits.MAX_LETTER_BYTES);
    }

    @Test
    void shouldKeepImagesLongerThanThePromptsThatReferToThem() {
        assertThat(Long.parseLong(spec("m.images").settings().get("retention.ms")))
                .isGreaterThan(Long.parseLong(spec("m.prompts").settings().get("retention.ms")));
    }

    @Test
    void shouldKeepRecordsAsLongAsItIsTold() {
        // Given
        Retention retention = new Retention(Duration.ofDays(2), Map.of("dead-letters", Duration.ofDays(30)));

        // When
        Map<String, Duration> kept = new TopicCatalogue(new Topics("m."), 1, (short) 1, retention)
                .specs().stream()
                        .filter(spec -> spec.settings().containsKey("retention.ms"))
                        .collect(Collectors.toMap(
                                TopicSpec::name,
                                spec -> Duration.ofMillis(
                                        Long.parseLong(spec.settings().get("retention.ms")))));

        // Then every topic obeys, images and results stay for longer, and weights have no age
        assertThat(kept)
                .hasSize(catalogue.specs().size() - 1)
                .containsEntry("m.dead-letters", Duration.ofDays(30))
                .containsEntry("m.images", Duration.ofDays(4))
                .containsEntry("m.evaluations", Duration.ofDays(90))
                .doesNotContainKey("m.weights");
        assertThat(kept.entrySet())
                .filteredOn(entry -> !entry.getKey().matches("m\\.(dead-letters|images|evaluations)"))
                .extracting(Map.Entry::getValue)
                .containsOnly(Duration.ofDays(2));
    }

    @Test
    void shouldRefuseTimesThatLoseWhatIsStillReferredTo() {
        refused(new Wish(Duration.ofMinutes(5), Map.of()), "records must be at least 1h, not PT5M");
        refused(
                new Wish(Duration.ofDays(7), Map.of("images", Duration.ofDays(7))),
                "topics.images must be at least 192h, a day more than that of prompts, which refer to images,"
                        + " not 168h");
        refused(
                new Wish(Duration.ofDays(7), Map.of("trajectories", Duration.ofDays(20))),
                "topics.images must be at least 504h, a day more than that of trajectories");
        refused(
                new Wish(Duration.ofDays(7), Map.of("weights", Duration.ofDays(7))),
                "retention.topics.weights is no topic whose records go by age; there are prompts, images,");
    }

    private record Wish(Duration records, Map<String, Duration> topics) {}

    private static void refused(Wish wish, String message) {
        assertThatThrownBy(() -> TopicCatalogue.requireKnown(new Retention(wish.records(), wish.topics())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldWantAllReplicasButOneInSync() {
        assertThat(catalogue.specs())
                .allSatisfy(spec -> assertThat(spec.settings()).containsEntry("min.insync.replicas", "2"));
        assertThat(new Durability(1).inSync()).isEqualTo(1);
        assertThat(new Durability(2).inSync()).isEqualTo(1);
        assertThat(new Durability(5).inSync()).isEqualTo(4);
    }

    @Test
    void shouldNameWhatIsLessDurableThanItsReplicationPromises() {
        Durability three = new Durability(3);

        assertThat(three.differenceOf("t", 3, 2)).isNull();
        assertThat(three.differenceOf("t", 4, 3)).isNull();
        assertThat(three.differenceOf("t", 3, 1))
                .hasToString("topic t: min.insync.replicas is 1, expected at least 2; change it with `kafka-configs.sh"
                        + " --alter --entity-type topics --entity-name t --add-config min.insync.replicas=2`");
        assertThat(three.differenceOf("t", 1, 1))
                .asString()
                .startsWith("topic t: replication is 1, expected at least 3; ")
                .endsWith("or set kafka.replication to what the topics have");
        assertThat(new Durability(1).differenceOf("t", 1, 2))
                .asString()
                .startsWith("topic t: min.insync.replicas is 2, expected at most its 1 replicas");
    }

    @Test
    void shouldRefuseNoPartitions() {
        assertThatThrownBy(() -> new TopicCatalogue(new Topics(""), 0, (short) 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions must be at least 1, not 0");
    }

    @Test
    void shouldLetPassWhatDoesNoHarm() {
        // Given a setting of which more is as good
        TopicSetting retention = new TopicSetting("retention.ms", "1000", true);

        // When, Then
        assertThat(retention.accepts("1000")).isTrue();
        assertThat(retention.accepts("2000")).isTrue();
        assertThat(retention.accepts("-1")).isTrue();
        assertThat(retention.accepts("999")).isFalse();
        assertThat(new TopicSetting("retention.ms", "-1", true).accepts("999999999"))
                .isFalse();
        assertThat(new TopicSetting("cleanup.policy", "delete", false).accepts("compact,delete"))
                .isFalse();
    }

    private TopicSpec spec(String name) {
        return catalogue.specs().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
