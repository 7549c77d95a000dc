package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How groups of answers are cut for the passes of a step. Prompts have 4 tokens. */
class MicroBatchesTest {

    @Test
    void shouldTakeAsManyGroupsAsAreAllowed() {
        List<List<GroupPart>> parts = MicroBatches.answered(
                List.of(group("a", 1), group("b", 2), group("c", 3)), MicroBatchLimit.ofGroups(2));

        assertThat(indices(parts)).containsExactly(List.of("a0", "b0"), List.of("c0"));
    }

    @Test
    void shouldCountAPromptOnceForAllItsAnswers() {
        // Given 4 + 5 tokens, since equal answers are one, then 4 + 1 + 2 and 4 + 2 + 3
        List<TrainableGroup> groups = List.of(group("one", 1, 2), group("two", 2, 3), group("equal", 5, 5, 5));

        List<List<GroupPart>> parts = MicroBatches.answered(groups, new MicroBatchLimit(8, 16));

        assertThat(indices(parts))
                .containsExactly(List.of("equal0", "equal1", "equal2", "one0", "one1"), List.of("two0", "two1"));
    }

    @Test
    void shouldChangeNothingByALimitThatNothingComesNearTo() {
        List<TrainableGroup> groups = List.of(group("three", 1, 2, 3), group("one", 9), group("two", 4, 4, 1));

        List<List<GroupPart>> unlimited = MicroBatches.answered(groups, MicroBatchLimit.ofGroups(2));
        List<List<GroupPart>> limited = MicroBatches.answered(groups, new MicroBatchLimit(2, 1000));

        assertThat(indices(limited)).isEqualTo(indices(unlimited));
    }

    @Test
    void shouldCutAGroupThatIsTooLargeAndKeepEqualAnswersTogether() {
        // Given answers of 3, 1, 3 (as the first) and 2 tokens
        TrainableGroup group = group("a", 3, 1, 3, 2);

        List<List<GroupPart>> parts = MicroBatches.answered(List.of(group), new MicroBatchLimit(1, 8));

        assertThat(indices(parts)).containsExactly(List.of("a1", "a3"), List.of("a0", "a2"));
        assertThat(parts.get(1).get(0).rows()).isEqualTo(1);
    }

    @Test
    void shouldTakeAnAnswerAloneThatIsLongerThanTheLimit() {
        List<List<GroupPart>> parts =
                MicroBatches.answered(List.of(group("a", 30), group("b", 1)), new MicroBatchLimit(8, 12));

        assertThat(indices(parts)).containsExactly(List.of("a0"), List.of("b0"));
    }

    private static List<List<String>> indices(List<List<GroupPart>> parts) {
        return parts.stream()
                .map(part -> part.stream()
                        .flatMap(of -> of.trajectories().stream())
                        .map(trajectory -> trajectory.id().group().value()
                                + trajectory.id().index())
                        .toList())
                .toList();
    }

    /** A group of answers of these lengths; those of one length are equal. */
    private static TrainableGroup group(String name, int... lengths) {
        GroupId id = new GroupId(name);
        TrainableTrajectory[] trajectories = new TrainableTrajectory[lengths.length];
        Arrays.setAll(trajectories, index -> answer(id, index, lengths[index]));
        return new TrainableGroup(
                id, new PolicyInput(Tokens.of(1, 2, 3, 4), List.of(), List.of()), 0, 1, List.of(trajectories));
    }

    private static TrainableTrajectory answer(GroupId id, int index, int length) {
        return new TrainableTrajectory(
                new TrajectoryId(id, index),
                Tokens.of(new int[length]),
                Optional.empty(),
                PackedFloats.of(new float[length]),
                PackedFloats.of(new float[length]),
                1,
                0,
                0,
                PackedInts.of(new int[length]),
                FinishReason.EOS,
                1,
                Map.of(),
                TokenCredit.NONE);
    }
}
