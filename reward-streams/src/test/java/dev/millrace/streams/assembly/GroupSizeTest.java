package dev.millrace.streams.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group that no record holds is dropped with its reason; the stream goes on. */
class GroupSizeTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final GroupId ID = new GroupId("r/0/0");

    private final AssemblyConfig config = AssemblyConfig.defaults();
    private final GroupAssembler assembler = new GroupAssembler(config, DemoCredit.settings());

    @Test
    void shouldDropAGroupWhoseExperienceNoRecordHolds() {
        // Given a group whose prompt has an id of megabytes
        List<HeldScore> scores = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            scores.add(new HeldScore(i, "accuracy", new Verdict.Scored(i), null));
            scores.add(new HeldScore(i, "format", new Verdict.Scored(1), null));
        }
        GroupState state = GroupState.of(
                NOW,
                NOW.plus(config.deadline()),
                new PromptFacts("x".repeat(800_000), null, 2, OutputKind.TEXT),
                List.of(usable(0, 3), usable(1, 3)),
                scores);

        // When it ends
        Settlement settlement = assembler.expire(ID, state).settlement();

        // Then it is dropped as a whole, and accounted for
        assertThat(settlement.experience()).isNull();
        assertThat(settlement.drops()).singleElement().satisfies(drop -> {
            assertThat(drop.reason()).isEqualTo(DropReason.TOO_LARGE);
            assertThat(drop.wholeGroup()).isTrue();
            assertThat(drop.indices().length()).isEqualTo(2);
            assertThat(drop.detail()).contains("would take 240", "lower worker.group_size");
        });
    }

    @Test
    void shouldRefuseATrajectoryForWhichTheStateHasNoRoom() {
        // Given a group of which much was measured
        PromptFacts prompt = new PromptFacts("p", null, 3, OutputKind.TEXT);
        GroupState open = kept(new GroupSlot.Unseen(), prompt, usable(0, 300_000));

        // When as much comes again, and then a little
        GroupState then = kept(new GroupSlot.Open(open), prompt, usable(1, 300_000));
        GroupState last = kept(new GroupSlot.Open(then), prompt, usable(2, 3));

        // Then what has no room counts as come and is dropped, and the rest is kept
        assertThat(last.trajectories().get(1))
                .isInstanceOfSatisfying(HeldTrajectory.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(DropReason.TOO_LARGE));
        assertThat(last.trajectories().get(2)).isInstanceOf(HeldTrajectory.Usable.class);
    }

    private GroupState kept(GroupSlot slot, PromptFacts prompt, HeldTrajectory.Usable trajectory) {
        List<Decision> decisions =
                assembler.receive(ID, slot, new GroupEvent.TrajectoryArrived(prompt, trajectory), NOW);
        return ((Decision.Keep) decisions.get(0)).state();
    }

    private static HeldTrajectory.Usable usable(int index, int length) {
        return new HeldTrajectory.Usable(
                index, 0, index, length, 1, 1, TokenMeasures.ofEntropies(PackedFloats.of(new float[length])));
    }
}
