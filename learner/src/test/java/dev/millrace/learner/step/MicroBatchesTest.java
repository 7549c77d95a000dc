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
    void shouldKeepAllRowsAtTheLengthOfTheLongestWithinTheLimit() {
        // Given rows of 5, 6 and 9 tokens: two of 6 fit into 13, and 9 beside another does not
        List<TrainableGroup> groups = List.of(group("long", 5), group("one", 1), group("two", 2));

        List<List<GroupPart>> parts = MicroBatches.answered(groups, new MicroBatchLimit(8, 13));

        assertThat(indices(parts)).containsExactly(List.of("one0", "two0"), List.of("long0"));
    }

    @Test
    void shouldCutAGroupThatIsTooLargeAndKeepEqualAnswersTogether() {
        // Given answers of 3, 1, 3 (as the first) and 2 tokens
        TrainableGroup group = group("a", 3, 1, 3, 2);

        List<List<GroupPart>> parts = MicroBatches.answered(List.of(group), new MicroBatchLimit(1, 12));

        assertThat(indices(parts)).containsExactly(List.of("a1", "a3"), List.of("a0", "a2"));
        assertThat(parts.get(1).get(0).rows()).isEqualTo(1);
    }

    @Test
    void shouldTakeAnAnswerAloneThatIsLongerThanTheLimit() {
        List<List<GroupPart>> parts =
                MicroBatches.answered(List.of(group("a", 30), group("b", 1)), new MicroBatchLimit(8, 12));

        assertThat(indices(parts)).containsExactly(List.of("b0"), List.of("a0"));
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
