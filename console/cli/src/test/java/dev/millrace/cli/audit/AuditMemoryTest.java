package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.AuditSettings;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.EvidenceCollector;
import dev.millrace.audit.evidence.Position;
import dev.millrace.audit.evidence.TopicRecords;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A run of many groups is audited in little room, and each of them is looked at. */
class AuditMemoryTest {

    private static final int GROUPS = 6_000;

    /** Those of a step. */
    private static final int BATCH = 8;

    /** What is held before it goes to disk, twice over, and what collecting leaves to chance. */
    private static final long WHATEVER_IT_IS = 10 << 20;

    private static final long EACH = 200;

    private final LoggedRun model = LoggedRun.sound();

    @Test
    void shouldHoldOfALongRunAFewBytesForEachGroup() {
        // Given
        long before = used();

        try (Evidence evidence = evidence()) {
            // When
            long held = used() - before;
            AuditReport report =
                    AuditReport.of(evidence, new AuditSettings(model.credit, model.given, BATCH, 1, false));

            // Then
            assertThat(held).isLessThan(WHATEVER_IT_IS + EACH * GROUPS);
            assertThat(report.accounting().trained()).isEqualTo(4L * GROUPS);
            assertThat(examined(report, "advantages-recomputed")).isEqualTo(GROUPS);
            assertThat(report.checks())
                    .filteredOn(check -> !check.holds())
                    .extracting(CheckResult::name)
                    .containsExactly("weight-chain"); // this run has published none
            Reference.reachabilityFence(evidence);
        }
    }

    private static long examined(AuditReport report, String check) {
        return report.checks().stream()
                .filter(each -> each.name().equals(check))
                .findFirst()
                .orElseThrow()
                .examined();
    }

    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The first group of a sound run, over and over. */
    private Evidence evidence() {
        EvidenceCollector to = new EvidenceCollector(LoggedRun.RUN, LoggedRun.TOPICS, Optional.empty());
        String first = LoggedRun.group(0).value();
        List<Trajectory> trajectories = valuesOf(first, model.trajectories);
        List<Score> scores = valuesOf(first, model.scores);
        Experience experience = valuesOf(first, model.experience).get(0);
        List<TrainedGroup> batch = new ArrayList<>();
        for (int number = 0; number < GROUPS; number++) {
            String id = GroupId.of(LoggedRun.RUN, 0, number).value();
            to.prompt(
                    new Position(LoggedRun.TOPICS.prompts(), 0, number),
                    model.prompts.get(0).value());
            long offset = 5L * number;
            for (Trajectory each : trajectories) {
                to.trajectory(
                        new Position(LoggedRun.TOPICS.trajectories(), 0, offset + each.getIndex()),
                        Instant.EPOCH,
                        id,
                        Trajectory.newBuilder(each).setGroupId(id).build());
            }
            for (Score each : scores) {
                to.score(
                        new Position(LoggedRun.TOPICS.scores(), 0, number),
                        id,
                        Score.newBuilder(each).setGroupId(id).build());
            }
            to.experience(new Position(LoggedRun.TOPICS.experience(), 0, number), id, moved(experience, id, offset));
            batch.add(new TrainedGroup(
                    id, model.steps.get(0).value().getGroups().get(0).getIndices()));
            if (batch.size() == BATCH) {
                step(to, number / BATCH + 1, batch);
                batch.clear();
            }
        }
        List.of(
                        LoggedRun.TOPICS.prompts(),
                        LoggedRun.TOPICS.trajectories(),
                        LoggedRun.TOPICS.scores(),
                        LoggedRun.TOPICS.experience(),
                        LoggedRun.TOPICS.trainingSteps())
                .forEach(topic -> to.read(topic, new TopicRecords(0, 0, 0, true)));
        return to.finish(OptionalLong.empty(), false);
    }

    private static <T> List<T> valuesOf(String group, List<At<T>> topic) {
        return topic.stream()
                .filter(at -> at.key().equals(group))
                .map(At::value)
                .toList();
    }

    private static Experience moved(Experience experience, String id, long offset) {
        List<ExperienceTrajectory> survivors = new ArrayList<>();
        for (ExperienceTrajectory each : experience.getTrajectories()) {
            ExperienceTrajectory.Builder copy = ExperienceTrajectory.newBuilder(each);
            copy.setSource(new LogPosition(each.getSource().getPartition(), offset + each.getIndex()));
            survivors.add(copy.build());
        }
        return Experience.newBuilder(experience)
                .setGroupId(id)
                .setTrajectories(survivors)
                .build();
    }

    private void step(EvidenceCollector to, int step, List<TrainedGroup> batch) {
        to.step(
                new Position(LoggedRun.TOPICS.trainingSteps(), 0, step),
                LoggedRun.RUN.value(),
                TrainingStep.newBuilder(model.steps.get(0).value())
                        .setStep(step)
                        .setVersion(step)
                        .setParent(step - 1)
                        .setGroups(new ArrayList<>(batch))
                        .setNextOffset((long) step * BATCH)
                        .setSettledGroups((long) step * BATCH)
                        .setBatchGroups(BATCH)
                        .setMaxStaleness(GROUPS)
                        .build());
    }
}
