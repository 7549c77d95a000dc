package dev.millrace.streams.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 1 and 2: each trajectory that came ends in exactly one place, whatever came of its group. */
class AccountingTest {

    private static final GroupId GROUP = new GroupId("demo/0/0");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SIZE = 5;

    @ParameterizedTest
    @EnumSource(DeadlinePolicy.class)
    void shouldAccountForEachTrajectoryOnce(DeadlinePolicy policy) {
        long seed = 42L + policy.ordinal();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            String where = "policy " + policy + " seed " + seed + " round " + round;
            GroupAssembler assembler =
                    new GroupAssembler(config(policy, 2 + random.nextInt(3)), settings(random.nextBoolean()));
            List<GroupEvent> events = events(random);
            Set<Integer> published = new HashSet<>();
            Settlement settlement = null;
            GroupSlot slot = new GroupSlot.Unseen();
            for (GroupEvent event : events) {
                if (event instanceof GroupEvent.TrajectoryArrived arrived) {
                    published.add(arrived.trajectory().index());
                }
                for (Decision decision : assembler.receive(GROUP, slot, event, NOW)) {
                    if (decision instanceof Decision.Keep keep) {
                        slot = new GroupSlot.Open(keep.state());
                    } else if (decision instanceof Decision.Close close) {
                        settlement = close.settlement();
                    }
                }
                if (settlement != null) {
                    break;
                }
            }
            if (settlement == null && slot instanceof GroupSlot.Open open) {
                settlement = assembler.expire(GROUP, open.state()).settlement();
            }
            if (settlement != null) {
                assertAccounted(where, settlement, published);
            }
        }
    }

    private static void assertAccounted(String where, Settlement settlement, Set<Integer> published) {
        List<Integer> accounted = new ArrayList<>();
        for (Dropped drop : settlement.drops()) {
            for (int index : drop.indices().toArray()) {
                accounted.add(index);
            }
        }
        SettledGroup trained = settlement.experience();
        if (trained != null) {
            trained.trajectories()
                    .forEach(trajectory -> accounted.add(trajectory.trajectory().index()));
        }
        long whole = settlement.drops().stream().filter(Dropped::wholeGroup).count();

        assertThat(accounted).as(where).containsExactlyInAnyOrderElementsOf(published);
        assertThat(whole).as(where).isEqualTo(trained == null && !published.isEmpty() ? 1 : 0);
        assertThat(settlement.drops())
                .as(where)
                .allMatch(drop -> drop.wholeGroup() || !drop.indices().equals(PackedInts.of()));
    }

    /** Some of the trajectories, some bad; some of the scores, some failed or absent by abstention, some together; in any order. */
    private static List<GroupEvent> events(Random random) {
        List<GroupEvent> events = new ArrayList<>();
        List<HeldScore> together = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            if (random.nextInt(8) > 0) {
                HeldTrajectory trajectory = random.nextInt(8) > 0
                        ? new HeldTrajectory.Usable(i, 0, i, 3, 0, 0, TokenMeasures.NONE)
                        : new HeldTrajectory.Refused(i, DropReason.NON_FINITE, "NaN");
                events.add(new GroupEvent.TrajectoryArrived(
                        new PromptFacts("p", null, SIZE, OutputKind.TEXT), trajectory));
            }
            for (String scorer : List.of("accuracy", "format")) {
                if (random.nextInt(8) > 0) {
                    together.add(
                            new HeldScore(i, scorer, verdict(random), new HeldScore.Provenance("1", null, NOW, 1)));
                }
                if (random.nextBoolean()) {
                    events.add(new GroupEvent.ScoresArrived(together));
                    together.clear();
                }
            }
        }
        events.add(new GroupEvent.ScoresArrived(together));
        Collections.shuffle(events, random);
        return events;
    }

    private static Verdict verdict(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> new Verdict.Failed("down");
            case 1 -> new Verdict.Abstained("");
            case 2 -> new Verdict.Scored(Double.MAX_VALUE);
            default -> new Verdict.Scored(random.nextInt(2));
        };
    }

    private static AssemblyConfig config(DeadlinePolicy policy, int minGroupSize) {
        AssemblyConfig defaults = AssemblyConfig.defaults();
        return new AssemblyConfig(
                defaults.deadline(),
                policy,
                minGroupSize,
                0.5,
                defaults.closedRetention(),
                defaults.checkInterval(),
                Duration.ZERO,
                defaults.watchdogInterval());
    }

    private static CreditSettings settings(boolean dropZeroVariance) {
        return new CreditSettings(
                DemoCredit.reward(),
                new AdvantageConfig(
                        "grpo",
                        1e-4,
                        StandardDeviation.SAMPLE,
                        dropZeroVariance ? ZeroVariance.DROP : ZeroVariance.KEEP),
                ReshapingConfig.defaults());
    }
}
