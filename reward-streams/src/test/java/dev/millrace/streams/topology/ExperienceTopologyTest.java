package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.RUN;
import static dev.millrace.streams.topology.AssemblyFixture.SIZE;
import static dev.millrace.streams.topology.AssemblyFixture.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reshaping.ReshapingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the topology does with groups that come as they should, in whatever order and however often. */
class ExperienceTopologyTest {

    @Test
    void shouldKeepItsShape() throws IOException {
        AvroSerdes serdes = new AvroSerdes(new KafkaConnection("nowhere:9092", "mock://shape", Map.of()));

        String shape = ExperienceTopology.build(RUN, TOPICS, serdes, AssemblyConfig.defaults(), DemoCredit.settings())
                .describe()
                .toString();

        // Another shape needs another RunNames.STREAMS_VERSION: a streams group cannot take a changed topology.
        assertThat(shape.strip()).isEqualTo(golden("/topology/experience-" + RunNames.STREAMS_VERSION + ".txt"));
    }

    @Test
    void shouldCloseAGroupWhenAllHasCome() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.scored(1, 0, 1);
            topology.scored(2, 0, 0);
            topology.advance(Duration.ofSeconds(3));
            assertThat(topology.experience()).isEmpty();
            topology.scored(3, 1, 1);

            Experience experience = topology.experience().get(0);
            assertThat(experience.getGroupId()).isEqualTo(GROUP);
            assertThat(experience.getPromptId()).isEqualTo("p1");
            assertThat(experience.getCategory()).isEqualTo("count");
            assertThat(experience.getGroupSize()).isEqualTo(SIZE);
            assertThat(experience.getClosed()).isEqualTo(CloseReason.COMPLETE);
            assertThat(experience.getEstimator()).isEqualTo("grpo");
            assertThat(experience.getReshaper()).isEqualTo("none");
            assertThat(experience.getConfigDigest())
                    .isEqualTo(DemoCredit.settings().digest());
            assertThat(experience.getOpenedAt()).isEqualTo(AssemblyFixture.START);
            assertThat(experience.getClosedAt()).isEqualTo(AssemblyFixture.START.plusSeconds(3));
            assertThat(experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getReward)
                    .containsExactly(1.2, 0.2, 0.0, 1.2);
            assertThat(experience.getTrajectories().stream()
                            .mapToDouble(ExperienceTrajectory::getAdvantage)
                            .sum())
                    .isCloseTo(0.0, within(1e-12));
            ExperienceTrajectory third = experience.getTrajectories().get(2);
            assertThat(third.getIndex()).isEqualTo(2);
            assertThat(third.getSource().getPartition()).isZero();
            assertThat(third.getSource().getOffset()).isEqualTo(2);
            assertThat(third.getLength()).isEqualTo(3);
            assertThat(third.getMinVersion()).isEqualTo(3);
            assertThat(third.getMaxVersion()).isEqualTo(4);
            assertThat(third.getComponents()).isEqualTo(Map.of("accuracy", 0.0, "format", 0.0));
            assertThat(third.getTokenAdvantages()).isNull();
            assertThat(topology.drops()).isEmpty();
            assertThat(topology.stored())
                    .isEqualTo(Map.of("groups", 0, "deadlines", 0, "closed", 0, "closed-expiries", 1));
            assertThat(topology.metric("group/open")).isZero();
            assertThat(topology.metric("group/closed_complete")).isEqualTo(1);
            assertThat(topology.metric("reward_join/latency_p50")).isCloseTo(3_000, within(100.0));
        }
    }

    @Test
    void shouldGiveTheSameWhateverTheOrderAndTheRepetitions() {
        Experience expected;
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            everything(topology).forEach(Runnable::run);
            expected = topology.experience().get(0);
        }
        long seed = 7L;
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
                List<Runnable> records = everything(topology);
                records.addAll(everything(topology));
                Collections.shuffle(records, random);

                records.forEach(Runnable::run);

                List<Experience> experience = topology.experience();
                assertThat(experience).as("seed %d round %d", seed, round).hasSize(1);
                for (int i = 0; i < SIZE; i++) {
                    ExperienceTrajectory one =
                            experience.get(0).getTrajectories().get(i);
                    ExperienceTrajectory other = expected.getTrajectories().get(i);
                    assertThat(one.getReward()).isEqualTo(other.getReward());
                    assertThat(one.getAdvantage()).isEqualTo(other.getAdvantage());
                }
                assertThat(topology.drops()).isEmpty();
                assertThat(topology.deadLetters()).isEmpty();
            }
        }
    }

    @Test
    void shouldTakeTheFirstOfATrajectoryThatCameTwice() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.publish(AssemblyFixture.trajectoryOf(GROUP, 1)
                    .setTokens(PackedInts.of(5).bytes())
                    .setLogprobs(PackedFloats.of(-2).bytes())
                    .setPolicyVersions(PackedInts.of(9).bytes())
                    .build());
            for (int i = 0; i < SIZE; i++) {
                topology.scored(i, i % 2, 1);
            }

            ExperienceTrajectory second =
                    topology.experience().get(0).getTrajectories().get(1);
            assertThat(second.getSource().getOffset()).isEqualTo(1);
            assertThat(second.getLength()).isEqualTo(3);
            assertThat(second.getMaxVersion()).isEqualTo(4);
        }
    }

    @Test
    void shouldLeaveAScorerThatAbstainedOutOfTheRewardsOfTheGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.scored(0, 1, 1);
            topology.score(1, "accuracy", 1);
            topology.abstained(1, "format");
            topology.scored(2, 0, 1);
            topology.scored(3, 0, 1);

            List<ExperienceTrajectory> trained = topology.experience().get(0).getTrajectories();
            assertThat(trained).extracting(ExperienceTrajectory::getReward).containsExactly(1.0, 1.0, 0.0, 0.0);
            assertThat(trained).allMatch(one -> one.getComponents().keySet().equals(Set.of("accuracy")));
        }
    }

    @Test
    void shouldKeepOrDropGroupsWithoutVariance() {
        for (ZeroVariance policy : ZeroVariance.values()) {
            CreditSettings credit = new CreditSettings(
                    DemoCredit.reward(),
                    new AdvantageConfig("rloo", 0, StandardDeviation.SAMPLE, policy),
                    ReshapingConfig.defaults());
            try (AssemblyFixture topology =
                    new AssemblyFixture(AssemblyFixture.assembly(DeadlinePolicy.DROP_TRAJECTORY), credit)) {
                topology.group();
                for (int i = 0; i < SIZE; i++) {
                    topology.scored(i, 1, 1);
                }

                if (policy == ZeroVariance.DROP) {
                    assertThat(topology.experience()).isEmpty();
                    assertThat(topology.drops()).containsExactly("ZERO_VARIANCE* [0, 1, 2, 3]");
                } else {
                    assertThat(topology.experience().get(0).getTrajectories())
                            .extracting(ExperienceTrajectory::getAdvantage)
                            .containsExactly(0.0, 0.0, 0.0, 0.0);
                    assertThat(topology.drops()).isEmpty();
                }
            }
        }
    }

    @Test
    void shouldKeepTheFirstOfContradictingScores() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.score(0, "accuracy", 1);
            topology.score(0, "accuracy", 0);
            topology.failed(0, "accuracy", "too late");
            topology.score(0, "format", 1);
            for (int i = 1; i < SIZE; i++) {
                topology.scored(i, 0, 1);
            }

            assertThat(topology.experience().get(0).getTrajectories().get(0).getReward())
                    .isEqualTo(1.2);
            assertThat(topology.late()).hasSize(2).allSatisfy(late -> {
                assertThat(late.getReason()).isEqualTo(LateReason.CONTRADICTS);
                assertThat(late.getScore().getScorer()).isEqualTo("accuracy");
                assertThat(late.getDetail()).contains("Scored[value=1.0]");
            });
        }
    }

    @Test
    void shouldTakeTheRetryOfAFailedScore() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.failed(0, "accuracy", "timed out");
            topology.score(0, "accuracy", 1);
            topology.score(0, "format", 1);
            for (int i = 1; i < SIZE; i++) {
                topology.scored(i, 0, 1);
            }

            assertThat(topology.experience().get(0).getTrajectories()).hasSize(SIZE);
            assertThat(topology.late()).isEmpty();
            assertThat(topology.drops()).isEmpty();
        }
    }

    @Test
    void shouldPublishScoresThatComeAfterTheClose() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            everything(topology).forEach(Runnable::run);
            topology.score(1, "accuracy", 0.5);

            assertThat(topology.experience()).hasSize(1);
            assertThat(topology.late()).singleElement().satisfies(late -> {
                assertThat(late.getReason()).isEqualTo(LateReason.AFTER_CLOSE);
                assertThat(late.getScore().getIndex()).isEqualTo(1);
                assertThat(late.getScore().getValue()).isEqualTo(0.5);
                assertThat(late.getScore().getScorerVersion()).isEqualTo("1");
                assertThat(late.getScore().getLatencyMs()).isEqualTo(3);
            });
        }
    }

    @Test
    void shouldPassOverOtherRunsAndScorersWithoutAWeight() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publish(
                    AssemblyFixture.trajectoryOf(GROUP, 0).setRunId("other").build());
            topology.publish(AssemblyFixture.scoreOf(0, "accuracy")
                    .setRunId("other")
                    .setValue(Double.NaN)
                    .build());
            topology.score(0, "style", 1);

            assertThat(topology.stored().values()).containsOnly(0);
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.metric("reward_join/ignored")).isEqualTo(1);
        }
    }

    @Test
    void shouldForgetClosedGroupsInTime() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            everything(topology).forEach(Runnable::run);

            topology.advance(Duration.ofMinutes(10).minusSeconds(1));
            assertThat(topology.stored()).containsEntry("closed-expiries", 1);
            topology.advance(Duration.ofSeconds(2));

            assertThat(topology.stored().values()).containsOnly(0);
        }
    }

    @Test
    void shouldKnowTheGroupsThatAnOlderVersionClosed() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given
            topology.closedByAnOlderVersion();

            // When
            topology.trajectory(1);
            topology.score(1, "accuracy", 1);

            // Then
            assertThat(topology.metric("reward_join/duplicates")).isEqualTo(1);
            assertThat(topology.late()).hasSize(1);
            assertThat(topology.stored()).containsEntry("groups", 0);

            // And they are forgotten in time
            topology.advance(Duration.ofMinutes(10).plusSeconds(1));
            assertThat(topology.stored().values()).containsOnly(0);
        }
    }

    /** One record after the other, of a group that is scored wholly. */
    private static List<Runnable> everything(AssemblyFixture topology) {
        List<Runnable> records = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            int index = i;
            records.add(() -> topology.trajectory(index));
            records.add(() -> topology.score(index, "accuracy", 0.3 * index));
            records.add(() -> topology.score(index, "format", index % 2));
        }
        return records;
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = ExperienceTopologyTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
