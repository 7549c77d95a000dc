package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.AdvantageEstimator;
import dev.millrace.streams.advantage.StandardDeviation;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.replay.GroupOutcome;
import dev.millrace.streams.replay.GroupReplay;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.RewardTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 9: what the topology made of a group, a replay of its records makes again, bit by bit. */
class ReplayOfTopologyTest {

    private static final int CASES = 40;

    @ParameterizedTest
    @EnumSource(DeadlinePolicy.class)
    void shouldMakeTheSameOfTheSameRecords(DeadlinePolicy policy) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < CASES; run++) {
            AdvantageConfig advantage = new AdvantageConfig(
                    AdvantageEstimator.names()
                            .get(random.nextInt(AdvantageEstimator.names().size())),
                    1e-4,
                    StandardDeviation.SAMPLE,
                    random.nextBoolean() ? ZeroVariance.KEEP : ZeroVariance.DROP);
            RewardTerms reward = random.nextBoolean() ? DemoCredit.reward() : DemoCredit.clipped("accuracy", 0.2, 0.7);
            CreditSettings credit = new CreditSettings(reward, advantage, ReshapingConfig.defaults());
            requireSame(AssemblyFixture.assembly(policy), credit, random, "seed " + seed + ", case " + run);
        }
    }

    private static void requireSame(AssemblyConfig assembly, CreditSettings credit, Random random, String description) {
        try (AssemblyFixture fixture = new AssemblyFixture(assembly, credit)) {
            // Given a group of which something may be bad, failed, missing or late
            List<LoggedTrajectory> logged = play(fixture, random);
            List<Experience> experience = fixture.experience();
            List<Drop> drops = fixture.dropRecords();
            if (logged.isEmpty()) {
                return;
            }
            LoggedGroup group = new LoggedGroup(
                    AssemblyFixture.RUN.value(),
                    AssemblyFixture.GROUP,
                    AssemblyFixture.SIZE,
                    logged,
                    experience.isEmpty() ? null : experience.get(0),
                    experience.isEmpty() ? null : 0L,
                    drops,
                    "");

            // When it is settled again
            GroupOutcome again = new GroupReplay(
                            AssemblyFixture.RUN, assembly, credit, new Origin(versionOf(experience), null))
                    .settle(group);

            // Then it has the same outcome
            assertThat(again.experience()).as(description).isEqualTo(group.getExperience());
            assertThat(reasons(again.drops())).as(description).isEqualTo(reasons(withoutLate(group)));
        }
    }

    private static String versionOf(List<Experience> experience) {
        return experience.isEmpty() ? "" : experience.get(0).getCodeVersion();
    }

    /** Plays a group in a random order up to its deadline; gives what was logged of it. */
    private static List<LoggedTrajectory> play(AssemblyFixture fixture, Random random) {
        List<Runnable> records = new ArrayList<>();
        List<Trajectory> published = new ArrayList<>();
        List<Score> scores = new ArrayList<>();
        Set<Integer> refused = new HashSet<>();
        for (int index = 0; index < AssemblyFixture.SIZE; index++) {
            Trajectory trajectory = trajectory(index, random, refused);
            if (random.nextInt(12) > 0) {
                records.add(() -> {
                    published.add(trajectory);
                    fixture.publish(trajectory);
                });
            }
            for (String scorer : List.of("accuracy", "format")) {
                Score score = score(index, scorer, random);
                if (random.nextInt(12) > 0) {
                    records.add(() -> {
                        scores.add(score);
                        fixture.publish(score);
                    });
                }
            }
        }
        Collections.shuffle(records, random);
        int inTime = random.nextInt(4) > 0 ? records.size() : random.nextInt(records.size() + 1);
        records.subList(0, inTime).forEach(Runnable::run);
        fixture.advance(Duration.ofSeconds(70));
        fixture.advance(Duration.ofSeconds(1));
        records.subList(inTime, records.size()).forEach(Runnable::run);
        fixture.advance(Duration.ofSeconds(70));
        return logged(published, scores, fixture, refused);
    }

    private static List<LoggedTrajectory> logged(
            List<Trajectory> published, List<Score> scores, AssemblyFixture fixture, Set<Integer> refused) {
        Set<String> late = new HashSet<>();
        fixture.late()
                .forEach(each ->
                        late.add(each.getScore().getIndex() + each.getScore().getScorer()));
        List<LoggedTrajectory> logged = new ArrayList<>();
        for (int offset = 0; offset < published.size(); offset++) {
            Trajectory trajectory = published.get(offset);
            int index = trajectory.getIndex();
            if (!refused.contains(index)) {
                List<LoggedScore> said = scores.stream()
                        .filter(score -> score.getIndex() == index)
                        .map(score -> new LoggedScore(score, late.contains(index + score.getScorer())))
                        .toList();
                logged.add(new LoggedTrajectory(trajectory, new LogPosition(0, (long) offset), said));
            }
        }
        return logged;
    }

    private static Trajectory trajectory(int index, Random random, Set<Integer> refused) {
        Trajectory.Builder trajectory = AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, index)
                .setTokens(PackedInts.of(1, 2, 3).bytes());
        if (random.nextInt(10) == 0) {
            refused.add(index);
            trajectory.setLogprobs(PackedFloats.of(-1f, Float.NaN, -1f).bytes());
        }
        return trajectory.build();
    }

    private static Score score(int index, String scorer, Random random) {
        Score.Builder score = AssemblyFixture.scoreOf(index, scorer);
        return switch (random.nextInt(10)) {
            case 0 -> score.setOutcome(ScoreOutcome.FAILED).setCause("broken").build();
            case 1 -> score.setOutcome(ScoreOutcome.ABSTAINED).build();
            default -> score.setValue(random.nextInt(3) / 2.0).build();
        };
    }

    private static List<Drop> withoutLate(LoggedGroup group) {
        return group.getDrops().stream()
                .filter(drop -> !GroupReplay.isLate(group, drop))
                .toList();
    }

    /** Without the time at which they were made. */
    private static List<String> reasons(List<Drop> drops) {
        return drops.stream()
                .map(drop -> drop.getReason() + " " + drop.getWholeGroup() + " " + PackedInts.view(drop.getIndices())
                        + " " + drop.getDetail())
                .sorted()
                .toList();
    }
}
