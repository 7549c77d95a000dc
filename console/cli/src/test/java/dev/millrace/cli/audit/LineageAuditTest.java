package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.Breach;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A run whose learner went back is sound where its lineages are, and what is wrong with them is named. */
class LineageAuditTest extends TamperedRun {

    /** Places of the records on training-steps. */
    private static final int STEP_1 = 0;

    private static final int ABANDONED_STEP_3 = 2;
    private static final int BEGINNING = 3;
    private static final int STEP_3_AGAIN = 4;

    LineageAuditTest() {
        run = LoggedRun.rewound();
    }

    private void change(int record, Consumer<TrainingStep.Builder> change) {
        At<TrainingStep> before = run.steps.get(record);
        TrainingStep.Builder changed = TrainingStep.newBuilder(before.value());
        change.accept(changed);
        run.steps.set(record, new At<>(before.partition(), before.offset(), before.key(), changed.build()));
    }

    private void train(int record, TrainedGroup more) {
        List<TrainedGroup> groups =
                new ArrayList<>(run.steps.get(record).value().getGroups());
        groups.add(more);
        change(record, step -> step.setGroups(groups));
    }

    @Test
    void shouldPassARunThatTrainedAgainWhatItHadAbandoned() {
        // When
        AuditReport report = run.audit();

        // Then each trajectory counts once, though five of them were trained twice and one was dropped twice
        assertThat(broken()).isEmpty();
        assertThat(report.accounting().trained()).isEqualTo(21);
        assertThat(report.accounting().pending()).isEqualTo(4);
        assertThat(report.accounting().dropped()).containsEntry("stale", 1L);
        assertThat(report.accounting().imbalance()).isZero();
        assertThat(report.accounting().abandoned()).isEqualTo(6);
        assertThat(String.join("\n", report.lines()))
                .contains("the learner went back 1 time, and abandoned 1 step")
                .contains("6 ends of abandoned steps count no longer");
    }

    @Test
    void shouldPassARunWhoseAbandonedWeightsAreTrimmed() {
        run.trimmed.addAll(List.of("logged/0/manifest", "logged/1/manifest", "logged/3/manifest"));

        assertThat(broken()).isEmpty();
    }

    @Test
    void shouldNameWhatWasTrainedTwiceInOneLineage() {
        train(STEP_3_AGAIN, LoggedRun.trained(5, 0));

        assertThat(broken())
                .containsEntry("trained-once", List.of(LoggedRun.group(5) + "#0"))
                .containsEntry("one-end", List.of(LoggedRun.group(5) + "#0"));
        assertThat(run.audit().accounting().imbalance()).isEqualTo(1);
    }

    @Test
    void shouldNameWhatALineageTrainsThatTheOneItGoesOnFromHasTrained() {
        train(STEP_3_AGAIN, LoggedRun.trained(0, 1));

        assertThat(broken()).containsEntry("trained-once", List.of(LoggedRun.group(0) + "#1"));
    }

    @Test
    void shouldNameWhatAnAbandonedStepTrainedTwiceInItsOwnLineage() {
        train(ABANDONED_STEP_3, LoggedRun.trained(0, 1));

        assertThat(broken()).containsEntry("trained-once", List.of(LoggedRun.group(0) + "#1"));
    }

    @Test
    void shouldNameAParentThatNoStepMade() {
        // Given a lineage that says it went back to a version that is not on the log
        change(BEGINNING, beginning -> beginning.setVersion(8).setParent(7));
        change(STEP_3_AGAIN, step -> step.setVersion(9).setParent(8));

        assertThat(broken().get("lineages-fork")).contains("lineage 1");
        assertThat(details("lineages-fork")).anyMatch(each -> each.contains("version 7, was made by no step"));
    }

    @Test
    void shouldNameAParentThatWasAbandoned() {
        // Given a second lineage, that begins at the step that the first one abandoned
        TrainingStep abandoned = run.steps.get(ABANDONED_STEP_3).value();
        run.steps.add(new At<>(
                0,
                5,
                "logged",
                TrainingStep.newBuilder(abandoned)
                        .setLineage(2)
                        .setVersion(6)
                        .setParent(3)
                        .setGroups(List.of())
                        .setRewoundFrom(3)
                        .build()));

        assertThat(details("lineages-fork")).containsExactly("its parent, version 3, was abandoned before");
    }

    @Test
    void shouldNameAVersionThatGoesDown() {
        change(STEP_3_AGAIN, step -> step.setVersion(3).setParent(2));

        assertThat(broken().get("lineages-fork")).contains("step 3 of lineage 1");
        assertThat(details("lineages-fork")).contains("it made version 3, after version 4");
    }

    @Test
    void shouldNameALineageThatBeginsWithOtherWeights() {
        change(
                BEGINNING,
                beginning ->
                        beginning.setWeightsSha256(run.steps.get(STEP_1).value().getWeightsSha256()));

        assertThat(broken()).containsKeys("lineages-fork", "weight-chain");
        assertThat(details("lineages-fork"))
                .containsExactly("it begins with other weights than its parent, version 2, has");
    }

    @Test
    void shouldNameAnAccountThatForgetsWhatWasAbandoned() {
        // Given a lineage that goes on behind the groups of the abandoned step, as if they were settled
        change(BEGINNING, beginning -> beginning.setNextOffset(6).setSettledGroups(6));
        change(STEP_3_AGAIN, step -> step.setGroups(List.of()).setNextOffset(8).setSettledGroups(8));
        run.drops.removeIf(at -> Integer.valueOf(5).equals(at.value().getVersion()));
        run.isDrained = true;

        // Then the place is named, and what has no end any more
        assertThat(broken()).containsEntry("lineages-fork", List.of("lineage 1", "lineage 1"));
        assertThat(broken().get("one-end")).contains(LoggedRun.group(4) + "#0", LoggedRun.group(5) + "#3");
        assertThat(details("one-end"))
                .contains("it is still pending, though the run has come to rest; abandoned steps gave it the ends"
                        + " [trained in step 3]");
    }

    @Test
    void shouldNameADropThatTheNewLineageForgot() {
        run.drops.removeIf(at -> Integer.valueOf(5).equals(at.value().getVersion()));

        assertThat(broken()).containsEntry("steps-follow-the-log", List.of("step 3 of lineage 1"));
    }

    @Test
    void shouldNameWhatTwoEndsOfOneLineageSay() {
        Drop again = Drop.newBuilder(run.drops.get(run.drops.size() - 1).value())
                .setGroupId(LoggedRun.group(0).value())
                .setReason(DropReason.NON_FINITE)
                .build();
        run.drops.add(new At<>(0, 20, again.getGroupId(), again));

        assertThat(broken()).containsEntry("one-end", List.of(LoggedRun.group(0) + "#3"));
    }

    @Test
    void shouldCountAgeInStepsAcrossARewind() {
        // Given that group 4 was sampled by version 2 and is trained by version 4, which is version 2 once more
        assertThat(run.audit().checks())
                .filteredOn(check -> check.name().equals("bounded-staleness"))
                .singleElement()
                .satisfies(check -> assertThat(check.notes()).contains("the oldest trained token was 0 steps old"));
    }

    @Test
    void shouldNameAStepThatStatesAnotherLineage() {
        change(STEP_3_AGAIN, step -> step.setLineage(0));

        assertThat(details("lineages-fork")).containsExactly("it states lineage 0, in lineage 1");
    }

    private List<String> details(String check) {
        return run.audit().checks().stream()
                .filter(each -> each.name().equals(check))
                .flatMap(each -> each.breaches().stream())
                .map(Breach::detail)
                .toList();
    }
}
