package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.metrics.FigureNames;
import dev.millrace.streams.metrics.MetricsTopology;
import dev.millrace.testing.Groups;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchModelTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunId RUN = new RunId("demo");
    private static final RecordPlace PLACE = new RecordPlace("any", 0, 0, BEGIN);

    private final WatchModel model = new WatchModel(RUN, new Topics("watch."), Set.of("accuracy"), "accuracy");

    @Test
    void shouldKnowWhichWorkersSampleWithWeightsTooOldToBeTrained() {
        // Given steps of a second, of which tokens may be one version behind
        for (int step = 1; step <= 10; step++) {
            model.add(step(step), PLACE);
        }

        // When one follows, and one has stayed behind
        model.add(window("follows", 9, BEGIN.plusSeconds(10)), PLACE);
        model.add(window("stays", 4, BEGIN.plusSeconds(9)), PLACE);

        // Then
        assertThat(workers(BEGIN.plusSeconds(20)))
                .extracting(WorkerRow::name, WorkerRow::behind, WorkerRow::isStale)
                .containsExactly(tuple("follows", 1, false), tuple("stays", 5, true));
    }

    @Test
    void shouldSeeEachScoreOfARecordAboutSeveralTrajectories() {
        // Given a group of two
        model.add(trajectory(0), BEGIN);
        model.add(trajectory(1), BEGIN);
        assertThat(overview().oldest()).singleElement().satisfies(group -> assertThat(group.missing())
                .containsEntry("accuracy", 2));

        // When one record tells of both
        model.add(Score.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/0")
                .setIndex(1)
                .setScorer("accuracy")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(1.0)
                .setScoredAt(BEGIN)
                .setItems(List.of(new ScoreItem(0, ScoreOutcome.SCORED, 0.0, null, null)))
                .build());

        // Then the group waits for nothing
        assertThat(overview().oldest()).singleElement().satisfies(group -> assertThat(group.missing())
                .isEmpty());
    }

    private Overview overview() {
        return model.overview(BEGIN, true, LagProbe.Answer.NONE);
    }

    private static Trajectory trajectory(int index) {
        LoggedGroup group = Groups.random("demo/0/0", 2, new Random(1));
        return Trajectory.newBuilder(group.getTrajectories().get(index).getTrajectory())
                .setRunId("demo")
                .build();
    }

    @Test
    void shouldHoldAWorkerToTheWeightsOfItsTime() {
        // Given a worker that was last seen before most steps
        model.add(step(1), PLACE);
        model.add(window("slow", 1, BEGIN.plusSeconds(1)), PLACE);
        for (int step = 2; step <= 10; step++) {
            model.add(step(step), PLACE);
        }

        // When / Then
        assertThat(workers(BEGIN.plusSeconds(20)))
                .singleElement()
                .extracting(WorkerRow::isStale)
                .isEqualTo(false);
    }

    @Test
    void shouldNotMindTheWeightsOfAWorkerThatHasLeft() {
        // Given
        for (int step = 1; step <= 10; step++) {
            model.add(step(step), PLACE);
        }
        model.add(window("left", 2, BEGIN.plusSeconds(10)), PLACE);

        // When / Then
        assertThat(workers(BEGIN.plusSeconds(20)).get(0).isStale()).isTrue();
        assertThat(workers(BEGIN.plusSeconds(600)).get(0).isStale()).isFalse();
    }

    @Test
    void shouldReadTheFiguresOfATimeThatKnewOnlyAccuracy() {
        // Given a window of an earlier release, and one of this
        MetricFigure earlier = new MetricFigure(2L, 1.0, 0.0, 1.0);
        MetricFigure present = new MetricFigure(2L, 2.0, 1.0, 1.0);
        model.add(window(BEGIN, Map.of("accuracy/count", earlier)), PLACE);
        model.add(window(BEGIN.plus(MetricsTopology.WINDOW), Map.of("headline/count", present)), PLACE);

        // When
        Overview overview = model.overview(BEGIN.plusSeconds(10), true, LagProbe.Answer.NONE);

        // Then both are of one category
        assertThat(overview.byCategory()).isEqualTo(Map.of("count", 0.75));
        assertThat(overview.headline()).isEqualTo("accuracy");
    }

    private static MetricWindow window(Instant start, Map<String, MetricFigure> figures) {
        return MetricWindow.newBuilder()
                .setRunId(RUN.value())
                .setPart(0)
                .setStart(start)
                .setLengthMs((int) MetricsTopology.WINDOW.toMillis())
                .setFigures(figures)
                .build();
    }

    private List<WorkerRow> workers(Instant now) {
        return model.overview(now, true, LagProbe.Answer.NONE).workers();
    }

    private static TrainingStep step(int step) {
        return TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(step)
                .setGroups(List.of())
                .setWeightsSha256("")
                .setNextOffset(step)
                .setSettledGroups(step)
                .setMetrics(Map.of())
                .setTrainedAt(BEGIN.plusSeconds(step))
                .setMaxStaleness(1)
                .build();
    }

    private static MetricWindow window(String worker, int version, Instant start) {
        return MetricWindow.newBuilder()
                .setRunId(RUN.value())
                .setPart(0)
                .setStart(start)
                .setLengthMs(1_000)
                .setFigures(Map.of(
                        FigureNames.WORKER + worker,
                        MetricFigure.newBuilder()
                                .setCount(8)
                                .setSum(8 * version)
                                .setMin(version)
                                .setMax(version)
                                .build()))
                .build();
    }
}
