package dev.millrace.runtime.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(TOPICS, 4, (short) 3);

    /** Ten groups of 50 kB, two steps of 4 kB, four versions of 1 MB. */
    private static TopicPlan.Seen seen() {
        return new TopicPlan.Seen(
                new RunSurvey.Result(
                        List.of(
                                share(TOPICS.trajectories(), 80, 500_000),
                                share(TOPICS.trainingSteps(), 2, 8_000),
                                share(TOPICS.weights(), 12, 4_000_000)),
                        List.of(),
                        4,
                        Set.of(),
                        Set.of()),
                10);
    }

    private static TopicShare share(String topic, long records, long bytes) {
        return new TopicShare(topic, records, bytes, 0, Map.of());
    }

    @Test
    void shouldReckonByGroupsStepsAndVersions() {
        TopicPlan plan = TopicPlan.of(CATALOGUE, seen(), new TopicPlan.Load(16, 8, 4, 1));

        assertThat(plan.rows().get(0).bytesPerSecond()).isEqualTo(16 * 50_000.0);
        assertThat(plan.rows().get(1).bytesPerSecond()).isEqualTo(2 * 4_000.0);
        assertThat(plan.rows().get(2).bytesPerSecond()).isEqualTo(2 * 1e6);
        assertThat(plan.bytesPerSecond()).isEqualTo(800_000 + 8_000 + 2e6);
    }

    @Test
    void shouldKeepRecordsForTheirTimeAndWeightsByTheirNumber() {
        TopicPlan plan = TopicPlan.of(CATALOGUE, seen(), new TopicPlan.Load(16, 8, 4, 1));

        assertThat(plan.rows().get(0).kept())
                .isCloseTo(16 * 50_000.0 * TopicCatalogue.RETENTION.toSeconds(), within(1.0));
        assertThat(plan.rows().get(2).kept()).isEqualTo(4 * 1e6 + 60 * 2e6);
        assertThat(plan.rows().get(0).onAllDisks())
                .isEqualTo(3 * plan.rows().get(0).kept());
    }

    @Test
    void shouldTakeAPartitionForEachMemberAndForEveryFewMegabytes() {
        assertThat(TopicPlan.of(CATALOGUE, seen(), new TopicPlan.Load(1, 8, 4, 1))
                        .partitions())
                .isEqualTo(1);
        assertThat(TopicPlan.of(CATALOGUE, seen(), new TopicPlan.Load(1, 8, 4, 6))
                        .partitions())
                .isEqualTo(6);
        assertThat(TopicPlan.of(CATALOGUE, seen(), new TopicPlan.Load(1_000, 8, 4, 6))
                        .partitions())
                .isEqualTo(10);
    }
}
