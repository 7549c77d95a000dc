package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.assembly.DeadlinePolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the topology does with groups of which something is missing or failed. */
class DeadlineTest {

    private static final Duration DEADLINE = Duration.ofSeconds(61);

    @Test
    void shouldWaitForTheDeadlineAndNoLonger() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.scored(2, 0, 1);

            topology.advance(Duration.ofSeconds(59));
            assertThat(topology.experience()).isEmpty();
            assertThat(topology.metric("group/oldest_age_ms")).isEqualTo(59_000);
            topology.advance(Duration.ofSeconds(2));

            Experience experience = topology.experience().get(0);
            assertThat(experience.getClosed()).isEqualTo(CloseReason.DEADLINE);
            assertThat(experience.getAssembly())
                    .isEqualTo(new AssemblyTerms(60_000L, "drop_trajectory", 2, 0.25, List.of("accuracy", "format")));
            assertThat(experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getIndex)
                    .containsExactly(0, 2);
            assertThat(topology.drops()).containsExactly("MISSING_SCORE [1, 3]");
            assertThat(topology.metric("group/closed_partial")).isEqualTo(1);
        }
    }

    @Test
    void shouldDropWhatFailedAloneAndNeverTrainItAsZero() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.failed(0, "accuracy", "scorer accuracy gave no answer within 10 s");
            topology.score(0, "format", 1);
            topology.scored(1, 1, 1);
            topology.scored(2, 0, 1);
            topology.scored(3, 0, 1);

            assertThat(topology.experience().get(0).getTrajectories())
                    .extracting(ExperienceTrajectory::getIndex)
                    .containsExactly(1, 2, 3);
            List<Drop> drops = topology.dropRecords();
            assertThat(drops).singleElement().satisfies(drop -> {
                assertThat(drop.getReason().name()).isEqualTo("FAILED_SCORE");
                assertThat(drop.getDetail()).isEqualTo("accuracy failed: scorer accuracy gave no answer within 10 s");
                assertThat(drop.getDroppedBy()).isEqualTo("streams");
                assertThat(drop.getWholeGroup()).isFalse();
            });
        }
    }

    @Test
    void shouldFillInTheStatedValue() {
        try (AssemblyFixture topology = AssemblyFixture.withPolicy(DeadlinePolicy.DEFAULT_VALUE)) {
            topology.group();
            topology.failed(0, "accuracy", "no model");
            topology.score(0, "format", 1);
            topology.scored(1, 1, 1);
            topology.scored(2, 0, 1);
            topology.score(3, "accuracy", 1);
            topology.advance(DEADLINE);

            assertThat(topology.experience().get(0).getTrajectories())
                    .extracting(ExperienceTrajectory::getReward)
                    .containsExactly(0.25 + 0.2 * 1, 1.2, 0.2, 1 + 0.2 * 0.25);
            assertThat(topology.drops()).isEmpty();
        }
    }

    @Test
    void shouldDropTheWholeGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withPolicy(DeadlinePolicy.DROP_GROUP)) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.scored(1, 0, 1);
            topology.scored(2, 0, 1);
            topology.advance(DEADLINE);

            assertThat(topology.experience()).isEmpty();
            assertThat(topology.drops()).containsExactly("MISSING_SCORE* [0, 1, 2, 3]");
            assertThat(topology.metric("group/dropped")).isEqualTo(1);
        }
    }

    @Test
    void shouldDropTheWholeGroupWhereTrajectoriesAreMissing() {
        try (AssemblyFixture topology = AssemblyFixture.withPolicy(DeadlinePolicy.DROP_GROUP)) {
            for (int i = 0; i < 3; i++) {
                topology.trajectory(i);
                topology.scored(i, i, 1);
            }
            topology.advance(DEADLINE);

            assertThat(topology.drops()).containsExactly("MISSING_TRAJECTORY* [0, 1, 2]");
        }
    }

    @Test
    void shouldDropAGroupWithTooFewSurvivors() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            for (int i = 0; i < 4; i++) {
                topology.failed(i, "accuracy", "down");
                topology.score(i, "format", 1);
            }

            assertThat(topology.experience()).isEmpty();
            assertThat(topology.drops()).containsExactly("FAILED_SCORE [0, 1, 2, 3]", "GROUP_TOO_SMALL* []");
        }
    }

    @Test
    void shouldDropAGroupWithOneSurvivor() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(1, 1, 1);
            topology.advance(DEADLINE);

            assertThat(topology.drops()).containsExactly("MISSING_SCORE [0, 2, 3]", "DEGENERATE_GROUP* [1]");
        }
    }

    @Test
    void shouldTrainWhatIsThereOfAGroupWhoseTrajectoriesNeverAllCame() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.trajectory(1);
            topology.trajectory(3);
            topology.scored(1, 1, 1);
            topology.scored(3, 0, 1);
            topology.advance(DEADLINE);

            Experience experience = topology.experience().get(0);
            assertThat(experience.getGroupSize()).isEqualTo(4);
            assertThat(experience.getTrajectories()).hasSize(2);
            assertThat(topology.drops()).isEmpty();
        }
    }

    @Test
    void shouldSayHowManyTrajectoriesNeverCame() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.trajectory(3);
            topology.scored(3, 0, 1);
            topology.advance(DEADLINE);

            assertThat(topology.dropRecords()).singleElement().satisfies(drop -> {
                assertThat(drop.getReason().name()).isEqualTo("MISSING_TRAJECTORY");
                assertThat(drop.getWholeGroup()).isTrue();
                assertThat(drop.getDetail())
                        .isEqualTo("1 of 4 trajectories can be trained, 3 never came, min_group_size is 2");
            });
        }
    }

    @Test
    void shouldAccountForTrajectoriesThatComeAfterTheClose() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.trajectory(1);
            topology.trajectory(3);
            topology.scored(1, 1, 1);
            topology.scored(3, 0, 1);
            topology.advance(DEADLINE);

            topology.trajectory(1);
            topology.trajectory(0);
            topology.trajectory(0);

            assertThat(topology.drops()).containsExactly("MISSING_TRAJECTORY [0]");
            assertThat(topology.experience()).hasSize(1);
        }
    }

    @Test
    void shouldGiveBackScoresWhoseTrajectoryNeverCame() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.score(2, "accuracy", 0.5);
            topology.failed(3, "format", "broken");
            topology.advance(DEADLINE);

            List<LateScore> late = topology.late();
            assertThat(late).extracting(LateScore::getReason).containsOnly(LateReason.NO_TRAJECTORY);
            assertThat(late.get(0).getScore())
                    .isEqualTo(
                            AssemblyFixture.scoreOf(2, "accuracy").setValue(0.5).build());
            assertThat(late.get(1).getScore().getCause()).isEqualTo("broken");
            assertThat(topology.drops()).isEmpty();
            assertThat(topology.stored().values()).containsOnly(0);
        }
    }

    @Test
    void shouldNotWaitForTheScoresOfARefusedTrajectory() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publish(AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, 0)
                    .setLogprobs(PackedFloats.of(-0.1f, Float.NaN, -0.3f).bytes())
                    .build());
            for (int i = 1; i < 4; i++) {
                topology.trajectory(i);
                topology.scored(i, i % 2, 1);
            }

            assertThat(topology.experience().get(0).getTrajectories()).hasSize(3);
            assertThat(topology.drops()).containsExactly("NON_FINITE [0]");
            assertThat(topology.deadLetters())
                    .containsExactly("trajectory demo/0/0#0 is refused: logprobs of token 1 is NaN");
        }
    }

    @Test
    void shouldLeaveWhatWasCutOffOutOfItsGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given an answer that was cut off, which a scorer has judged all the same
            topology.publish(AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, 0)
                    .setFinishReason(FinishReason.ABORT)
                    .build());
            topology.scored(0, 1, 1);

            // When the others are complete
            for (int i = 1; i < 4; i++) {
                topology.trajectory(i);
                topology.scored(i, i == 3 ? 1 : 0, 1);
            }

            // Then the group is that of the others, and its advantages are
            Experience group = topology.experience().get(0);
            assertThat(group.getTrajectories())
                    .extracting(ExperienceTrajectory::getIndex)
                    .containsExactly(1, 2, 3);
            assertThat(group.getTrajectories().stream()
                            .mapToDouble(ExperienceTrajectory::getAdvantage)
                            .sum())
                    .isCloseTo(0, within(1e-5));
            assertThat(topology.drops()).containsExactly("MISMATCH [0]");
        }
    }

    @Test
    void shouldKeepGroupsAndDeadlinesOverARestart() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.scored(1, 0, 1);

            topology.restartAfter(Duration.ofSeconds(30));
            topology.scored(2, 0, 1);
            topology.advance(Duration.ofSeconds(31));

            assertThat(topology.experience().get(0).getTrajectories())
                    .extracting(ExperienceTrajectory::getIndex)
                    .containsExactly(0, 1, 2);
            assertThat(topology.drops()).containsExactly("MISSING_SCORE [3]");
            topology.restartAfter(Duration.ofSeconds(30));
            topology.scored(3, 1, 1);
            assertThat(topology.late()).hasSize(2);
        }
    }

    @Test
    void shouldReadWhatCameDuringAnOutageBeforeItEnforcesDeadlines() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.scored(1, 0, 1);

            topology.restartAfter(Duration.ofMinutes(20));
            topology.advance(Duration.ofSeconds(4));
            topology.scored(2, 0, 1);
            topology.scored(3, 0, 1);

            assertThat(topology.experience().get(0).getClosed()).isEqualTo(CloseReason.COMPLETE);
        }
    }
}
