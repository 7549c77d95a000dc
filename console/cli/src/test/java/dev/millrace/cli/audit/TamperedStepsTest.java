package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps train what was published, once, in the order of the log, and not too late. */
class TamperedStepsTest extends TamperedRun {

    @Test
    void shouldNameAnIdThatWasTrainedTwice() {
        change(run.steps, 2, step -> {
            List<TrainedGroup> groups = new ArrayList<>(step.getGroups());
            groups.add(LoggedRun.trained(0, 0));
            return TrainingStep.newBuilder(step).setGroups(groups).build();
        });
        assertThat(broken())
                .containsEntry("trained-once", List.of(id(0, 0)))
                .containsEntry("one-end", List.of(id(0, 0)))
                .containsEntry("steps-follow-the-log", List.of("step 3"));
        assertThat(run.audit().accounting().imbalance()).isEqualTo(1);
    }

    @Test
    void shouldNameAStepThatWasPublishedTwice() {
        run.steps.add(new At<>(0, 9, "logged", run.steps.get(2).value()));
        assertThat(broken()).containsKeys("trained-once", "steps-follow-the-log");
    }

    @Test
    void shouldNameATrajectoryThatWasTrainedAndNeverPublished() {
        run.trajectories.removeIf(at ->
                at.value().getIndex() == 1 && at.key().equals(LoggedRun.group(2).value()));
        assertThat(broken())
                .containsEntry("one-end", List.of(id(2, 1)))
                .containsEntry("true-references", List.of(id(2, 1)));
    }

    @Test
    void shouldNameATrajectoryThatIsTrainedAndDropped() {
        run.drop(1, List.of(2), false, DropReason.STALE, "streams");
        assertThat(broken()).isEqualTo(Map.of("one-end", List.of(id(1, 2))));
    }

    @Test
    void shouldNameAStepWhoseDropIsMissing() {
        run.drops.removeIf(at -> at.value().getReason() == DropReason.STALE);
        assertThat(broken()).isEqualTo(Map.of("steps-follow-the-log", List.of("step 3")));
    }

    @Test
    void shouldNameAStaleTrajectory() {
        int at = 5 * LoggedRun.GROUP_SIZE;
        change(run.trajectories, at, trajectory -> LoggedRun.trajectory(5, 0, 0));
        assertThat(broken())
                .containsEntry("bounded-staleness", List.of(id(5, 0)))
                .containsEntry("true-references", List.of(id(5, 0)));
    }

    @Test
    void shouldAllowTheStalenessThatTheStepItselfStates() {
        int at = 5 * LoggedRun.GROUP_SIZE;
        change(run.trajectories, at, trajectory -> LoggedRun.trajectory(5, 0, 0));
        change(run.steps, 2, step -> TrainingStep.newBuilder(step)
                .setMaxStaleness(2)
                .build());
        assertThat(broken()).doesNotContainKey("bounded-staleness").containsEntry("true-references", List.of(id(5, 0)));
    }

    @Test
    void shouldNameAStepThatPassedGroupsOver() {
        // As when offsets were committed and the weights were not
        run.steps.remove(1);
        assertThat(broken().get("steps-follow-the-log")).containsOnly("step 3");
        assertThat(broken()).containsEntry("weight-chain", List.of("version 2"));
    }

    @Test
    void shouldNameAnOffsetThatIsAheadOfTheLastStep() {
        run.learnerOffset = java.util.OptionalLong.of(8);
        assertThat(broken()).isEqualTo(Map.of("steps-follow-the-log", List.of("step 3")));
    }
}
