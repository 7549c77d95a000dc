package dev.millrace.monitoring.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupTextTest {

    private static final GroupId GROUP = new GroupId("demo/0/12");
    private static final LogPosition AT = new LogPosition(0, 7L);
    private static final List<String> WORDS = List.of("<think>", "red", "3");

    private static List<String> words(Tokens tokens) {
        return Arrays.stream(tokens.toArray()).mapToObj(WORDS::get).toList();
    }

    @Test
    void shouldShowEachTokenWithItsNumbers() {
        List<String> lines = new GroupText(false).lines(seen(Optional.of(experience())));

        assertThat(lines)
                .containsSubsequence(
                        "group demo/0/12, prompt p1, identify",
                        "asked     What digit is shown?",
                        "reference 3",
                        "reshaper  prpo",
                        "#0  reward 1.20  accuracy 1.00  format 1.00",
                        "   <think> red(2.00) 3(1.32)",
                        "   token         weight        S       S'     RVD  advantage",
                        "   <think>        1.000   0.0100   0.0000   0.000    +1.0000",
                        "   red            2.000   1.2000   0.0000   1.000    +2.0000",
                        "#1  reward 0.20  accuracy 0.00  left alone: low_dependency",
                        "   <think> red 3",
                        "   red            1.000        -        -       -    -1.0000");
    }

    @Test
    void shouldLetNothingOfAGroupSteerTheTerminal() {
        Prompt prompt = Prompt.newBuilder(trajectory(0).build().getPrompt())
                .setText("clear\u001b[2J\nthe screen")
                .build();
        GroupParts parts = new GroupParts(GROUP.value());
        parts.add(trajectory(0).setPrompt(prompt).build(), AT);

        List<String> lines = new GroupText(false)
                .lines(SeenGroups.of(
                        parts.group(), tokens -> Collections.nCopies(tokens.length(), "\u001b]0;title\u0007")));

        assertThat(lines).contains("asked     clear·[2J⏎the screen").noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void shouldShadeTokensByTheirWeight() {
        List<String> lines = new GroupText(true).lines(seen(Optional.of(experience())));

        assertThat(lines).contains("   <think> \u001b[30;48;5;202mred\u001b[0m \u001b[30;48;5;228m3\u001b[0m");
    }

    @Test
    void shouldShowAGroupThatIsNotTrained() {
        List<String> lines = new GroupText(false).lines(seen(Optional.empty()));

        assertThat(lines).contains("not trained: the group is open or was dropped", "#0", "   <think> red 3");
    }

    @Test
    void shouldRefuseAGroupWithoutTrajectories() {
        LoggedGroup nothing = new GroupParts(GROUP.value()).group();

        assertThatThrownBy(() -> SeenGroups.of(nothing, GroupTextTest::words))
                .hasMessage("group demo/0/12 has no trajectory on the topics");
    }

    @Test
    void shouldTellOfDrawnImagesByTheirRules() {
        // Given what the scorers of images write, and what one that is not ours might
        String detail =
                "[{\"rule\":\"include[0].count\",\"asked\":\"2 of red 3\",\"found\":2,\"credit\":1.0,\"holds\":true},"
                        + "{\"rule\":\"include[1].count\",\"asked\":\"1 of 7\",\"found\":0,\"credit\":0.0,\"holds\":false}]";
        GroupParts parts = new GroupParts(GROUP.value());
        parts.add(score("instruction", detail));
        parts.add(score("else", "no JSON"));
        parts.add(score("semantic", "{\"dense\":1}"));
        parts.add(experience());
        parts.add(
                trajectory(0)
                        .setTokens(PackedInts.of().bytes())
                        .setImage(new ImageRef("ab12", "image/png"))
                        .build(),
                AT);

        // When
        SeenGroup seen = SeenGroups.of(parts.group(), GroupTextTest::words);

        // Then
        assertThat(new GroupText(true).lines(seen))
                .containsSubsequence(
                        "#0  reward 1.20  accuracy 1.00  format 1.00",
                        "   image ab12, 3 steps, advantage +1.0000",
                        "   holds  instruction: 2 of red 3",
                        "   fails  instruction: 1 of 7, found 0")
                .noneMatch(line -> line.contains("token") || line.contains("\u001b"));
        assertThat(GroupImages.named(seen))
                .containsExactly(entry("demo-0-12-drawn-0", new ImageRef("ab12", "image/png")));
    }

    @Test
    void shouldNameImagesAfterTheirGroup() {
        Prompt prompt = Prompt.newBuilder(trajectory(0).build().getPrompt())
                .setImages(List.of(new ImageRef("a", "image/png"), new ImageRef("b", "image/png")))
                .build();

        assertThat(GroupImages.named(new SeenGroup("../x", prompt, Optional.empty(), List.of())))
                .containsExactly(
                        entry("..-x", new ImageRef("a", "image/png")), entry("..-x-1", new ImageRef("b", "image/png")));
        assertThat(GroupImages.ending("image/png")).isEqualTo(".png");
        assertThat(GroupImages.ending("../../x")).isEqualTo(".x");
    }

    private static Score score(String scorer, String detail) {
        return Score.newBuilder()
                .setRunId("demo")
                .setGroupId(GROUP.value())
                .setIndex(0)
                .setScorer(scorer)
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(0.5)
                .setScoredAt(Instant.EPOCH)
                .setLatencyMs(1)
                .setDetail(detail)
                .build();
    }

    private static SeenGroup seen(Optional<Experience> experience) {
        GroupParts parts = new GroupParts(GROUP.value());
        experience.ifPresent(parts::add);
        parts.add(
                trajectory(0)
                        .setDependency(new VisualDependency(
                                PackedFloats.of(0.01f, 1.2f, 0.6f).bytes(),
                                PackedFloats.of(0, 0, 0).bytes(),
                                "full_vocabulary",
                                1L,
                                0.5f,
                                0.05f,
                                0))
                        .build(),
                AT);
        parts.add(trajectory(1).build(), AT);
        return SeenGroups.of(parts.group(), GroupTextTest::words);
    }

    private static Trajectory.Builder trajectory(int index) {
        return Trajectory.newBuilder()
                .setRunId("demo")
                .setGroupId(GROUP.value())
                .setIndex(index)
                .setGroupSize(2)
                .setPrompt(Prompt.newBuilder()
                        .setRunId("demo")
                        .setPromptId("p1")
                        .setTask(Task.UNDERSTANDING)
                        .setText("What digit is shown?")
                        .setReference("3")
                        .setCategory("identify")
                        .build())
                .setPromptTokens(PackedInts.of(1).bytes())
                .setTokens(PackedInts.of(0, 1, 2).bytes())
                .setLogprobs(PackedFloats.of(0, 0, 0).bytes())
                .setPolicyVersions(PackedInts.of(0, 0, 0).bytes())
                .setText("<think> red 3")
                .setSeed(1L)
                .setSampledAt(Instant.EPOCH);
    }

    private static Experience experience() {
        return Experience.newBuilder()
                .setRunId("demo")
                .setGroupId(GROUP.value())
                .setPromptId("p1")
                .setGroupSize(2)
                .setTrajectories(List.of(
                        credited(0, 1.2, 1)
                                .setComponents(Map.of("accuracy", 1.0, "format", 1.0))
                                .setTokenAdvantages(PackedFloats.of(1, 2, 1.32f).bytes())
                                .setTokenWeights(PackedFloats.of(1, 2, 1.32f).bytes())
                                .setRobustDependency(
                                        PackedFloats.of(0, 1, 0.59f).bytes())
                                .build(),
                        credited(1, 0.2, -1)
                                .setComponents(Map.of("accuracy", 0.0))
                                .setGuard("low_dependency")
                                .build()))
                .setClosed(CloseReason.COMPLETE)
                .setEstimator("grpo")
                .setReshaper("prpo")
                .setRewardMean(0.7)
                .setRewardStd(0.7)
                .setOpenedAt(Instant.EPOCH)
                .setClosedAt(Instant.EPOCH)
                .build();
    }

    private static ExperienceTrajectory.Builder credited(int index, double reward, double advantage) {
        return ExperienceTrajectory.newBuilder()
                .setIndex(index)
                .setSource(new LogPosition(0, (long) index))
                .setLength(3)
                .setMinVersion(0)
                .setMaxVersion(0)
                .setReward(reward)
                .setAdvantage(advantage);
    }
}
