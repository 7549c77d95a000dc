package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.assembly.DeadlinePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sound run passes, whatever it was assembled by; groups that did not close as they say are named. */
class AuditTest extends TamperedRun {

    @Test
    void shouldPassASoundRun() {
        // When
        AuditReport report = run.audit();

        // Then
        assertThat(broken()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.accounting().published()).isEqualTo(32);
        assertThat(report.accounting().trained()).isEqualTo(21);
        assertThat(report.accounting().pending()).isEqualTo(4);
        assertThat(report.accounting().dropped())
                .isEqualTo(Map.of("failed_score", 1L, "missing_score", 5L, "stale", 1L));
        assertThat(report.accounting().imbalance()).isZero();
        assertThat(report.checks().stream().map(CheckResult::promise).distinct())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(report.checks())
                .allSatisfy(check -> assertThat(check.claim()).isNotBlank());
        assertThat(report.toJson()).contains("\"holds\" : true", "\"name\" : \"one-end\"");
        assertThat(String.join("\n", report.lines())).contains("32 trajectories published", "imbalance 0");
    }

    @ParameterizedTest
    @EnumSource(DeadlinePolicy.class)
    void shouldPassASoundRunThatWasAssembledByOtherSettingsThanThoseGiven(DeadlinePolicy policy) {
        run = LoggedRun.sound(LoggedRun.assembly(Duration.ofSeconds(5), policy, 0.25));
        assertThat(broken()).isEmpty();
        assertThat(run.audit().holds()).isTrue();
    }

    @Test
    void shouldNameAGroupThatClosedBeforeItsOwnDeadlineWhateverIsGiven() {
        change(run.experience, 5, experience -> Experience.newBuilder(experience)
                .setClosedAt(experience.getOpenedAt().plusSeconds(59))
                .build());
        run.given = LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DROP_TRAJECTORY, 0.0);
        assertThat(broken())
                .containsEntry("closed-in-time", List.of(LoggedRun.group(5).value()));
    }

    @Test
    void shouldNameAGroupThatIsSmallerThanItMayBe() {
        change(run.experience, 5, experience -> Experience.newBuilder(experience)
                .setAssembly(AssemblyTerms.newBuilder(experience.getAssembly())
                        .setMinGroupSize(4)
                        .build())
                .build());
        assertThat(broken())
                .isEqualTo(Map.of("closed-in-time", List.of(LoggedRun.group(5).value())));
    }

    @Test
    void shouldJudgeRecordsOfATimeThatStatedNothingByTheGivenSettings() {
        run = LoggedRun.sound(LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DEFAULT_VALUE, 0.25));
        run.given = LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DEFAULT_VALUE, 0.25);
        run.experience.replaceAll(at -> new At<>(
                at.partition(),
                at.offset(),
                at.key(),
                Experience.newBuilder(at.value()).setAssembly(null).build()));
        assertThat(broken()).isEmpty();
    }

    @Test
    void shouldNameAPendingTrajectoryOfARunAtRest() {
        run.isDrained = true;
        assertThat(broken()).isEqualTo(Map.of("one-end", List.of(id(7, 0), id(7, 1), id(7, 2), id(7, 3))));
    }

    @Test
    void shouldNameATrajectoryWhoseDropIsMissing() {
        run.drops.removeIf(at -> at.value().getReason() == DropReason.FAILED_SCORE);
        assertThat(broken()).isEqualTo(Map.of("closed-groups-account-for-all", List.of(id(4, 3))));
    }

    @Test
    void shouldNameAGroupThatClosedTwice() {
        // As when a late score opens its group anew
        run.drop(5, List.of(2), true, DropReason.MISSING_TRAJECTORY, "streams");
        run.add(run.experience.get(0).value());
        assertThat(broken().get("closed-once"))
                .containsExactly(LoggedRun.group(0).value(), LoggedRun.group(5).value());
    }

    @Test
    void shouldNameAGroupThatClosedBeforeItsDeadline() {
        change(run.experience, 0, experience -> Experience.newBuilder(experience)
                .setClosed(CloseReason.DEADLINE)
                .build());
        assertThat(broken())
                .isEqualTo(Map.of("closed-in-time", List.of(LoggedRun.group(0).value())));
    }

    @Test
    void shouldNameATrajectoryUnderAForeignKey() {
        At<dev.millrace.schemas.avro.Trajectory> first = run.trajectories.get(0);
        run.trajectories.set(0, new At<>(0, 0, LoggedRun.group(7).value(), first.value()));
        assertThat(broken()).isEqualTo(Map.of("true-references", List.of(id(0, 0))));
    }

    @Test
    void shouldNameRecordsInWhichTwoRunsMeet() {
        // Given a drop of another run about a group of this one, and a step of this one that trains another's group
        Drop foreign =
                Drop.newBuilder(run.drops.get(0).value()).setRunId("other").build();
        run.drops.add(new At<>(1, 70, "logged/0/1", foreign));
        change(run.steps, 2, step -> {
            List<TrainedGroup> groups = new ArrayList<>(step.getGroups());
            groups.add(new TrainedGroup("other/0/0", PackedInts.of(0).bytes()));
            return TrainingStep.newBuilder(step).setGroups(groups).build();
        });

        assertThat(broken()).containsEntry("own-ids", List.of("t.drops-1@70", "t.training-steps-0@2"));
    }
}
