package dev.millrace.replay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.packed.PackedFloats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignLinesTest {

    private static final String GOOD =
            """
            {"group_id":"g","prompt":"What?","trajectories":[\
            {"index":0,"tokens":[1,2],"scores":{"accuracy":1.0,"format":null}},\
            {"index":1,"tokens":[3],"scores":{"accuracy":0.5,"format":0}}]}""";

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void shouldReadTheLeastThatMakesAGroup() {
        LoggedGroup group = read(GOOD);

        assertThat(group.getGroupSize()).isEqualTo(2);
        assertThat(group.getExperience()).isNull();
        assertThat(group.getTrajectories().get(0).getScores())
                .extracting(score -> score.getScore().getOutcome())
                .containsExactly(ScoreOutcome.SCORED, ScoreOutcome.ABSTAINED);
        assertThat(group.getTrajectories().get(1).getTrajectory().getPrompt().getText())
                .isEqualTo("What?");
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldTakeTheAdvantageForEveryTokenWhereNoneIsGiven() {
        LoggedGroup group = read(
                """
                {"group_id":"g","trajectories":[\
                {"index":0,"tokens":[1,2],"reward":1,"advantage":0.1},{"index":1,"tokens":[3],"reward":null,"advantage":null}]}""");

        List<ExperienceTrajectory> credited =
                Objects.requireNonNull(group.getExperience()).getTrajectories();
        assertThat(credited).hasSize(1);
        assertThat(PackedFloats.view(Objects.requireNonNull(credited.get(0).getTokenAdvantages())))
                .isEqualTo(PackedFloats.of(0.1f, 0.1f));
    }

    @Test
    void shouldWarnOnceOfAnUnknownField() {
        read(GOOD.replace("\"tokens\"", "\"extra\":{\"a\":[1]},\"tokens\""));

        assertThat(warnings)
                .containsExactly(folder.resolve("groups.jsonl")
                        + ":1: unknown field trajectories[].extra is passed over, here and wherever it stands");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"group_id\":\"g\", | | group_id must be there",
                "\"tokens\":[1,2] | \"tokens\":[] | trajectories(index 0).tokens must have at least one entry",
                "\"tokens\":[1,2] | \"tokens\":[1,2.5] | trajectories[0].tokens[1] must be a whole number, not 2.5",
                "\"tokens\":[1,2] | \"tokens\":[1,99999999999] | trajectories[0].tokens[1]",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"logprobs\":[-1] | trajectories(index 0).logprobs has 1.0 entries, but the trajectory has 2",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"logprobs\":[-1,NaN] | trajectories[0].logprobs[1] must be a finite float32, not NaN",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"logprobs\":[-1,1e39] | trajectories[0].logprobs[1] must be a finite float32, not 1e39",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"logprobs\":[-1,\"x\"] | trajectories[0].logprobs[1] must be a number, not x",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"visual_dependency\":[1,2] | trajectories(index 0).visual_inconsistency must be there",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"visual_dependency\":[1],\"visual_inconsistency\":[1] | trajectories(index 0).visual_dependency has 1.0 entries",
                "\"accuracy\":1.0 | \"accuracy\":Infinity | trajectories[0].scores.accuracy must be finite, not Infinity",
                "\"accuracy\":1.0 | \"accuracy\":\"1\" | trajectories[0].scores.accuracy must be a number, not 1",
                "\"accuracy\":1.0 | \"accuracy\":1e400 | trajectories[0].scores.accuracy must be finite",
                "\"index\":1 | \"index\":0 | trajectories has two trajectories of index 0",
                "\"index\":1, | | must have an index of at least 0",
                "\"tokens\":[3] | \"tokens\":[3],\"token_advantages\":[1] | trajectories(index 1).advantage must be there",
                "\"tokens\":[3] | \"tokens\":[3],\"advantage\":1 | trajectories(index 1).reward must be a number",
                "\"tokens\":[3] | \"tokens\":[3],\"advantage\":1,\"reward\":1,\"token_advantages\":[1,2] | trajectories(index 1).token_advantages has 2.0 entries",
                "\"tokens\":[3] | \"tokens\":[3],\"score_info\":{\"late\":{}} | trajectories(index 1).scores.late has no outcome",
                "\"group_id\":\"g\" | \"group_id\":\"g\",\"group_size\":1 | trajectories(index 1).index must be from 0 to 0",
                "\"group_id\":\"g\" | \"group_id\":\"g\",\"run_id\":\"a b\" | run_id run id 'a b' must be",
                "\"group_id\":\"g\" | \"group_id\":true | group_id must be a text, not true",
                "\"group_id\":\"g\" | \"group_id\":NaN | group_id must be a text, not NaN",
                "\"group_id\":\"g\" | \"group_id\":\"g\",\"group_size\":0 | group_size must be at least 1, not 0",
                "\"group_id\":\"g\" | \"group_id\":\"g\",\"group_size\":-8 | group_size must be at least 1, not -8",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"logprobs\":[-1,0.5] | trajectories(index 0).logprobs[1] must not be above 0, as the logarithm of a probability, and is 0.5",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"entropies\":[1,-0.5] | trajectories(index 0).entropies[1] must not be below 0, and is -0.5",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"policy_versions\":[1,-3] | trajectories(index 0).policy_versions[1] must not be below 0, and is -3",
                "\"tokens\":[1,2] | \"tokens\":[1,-2] | trajectories(index 0).tokens[1] must not be below 0, and is -2",
                "\"tokens\":[1,2] | \"tokens\":[1,2],\"visual_dependency\":[1,-1],\"visual_inconsistency\":[0,0] | trajectories(index 0).visual_dependency[1] must not be below 0, and is -1.0",
                "\"group_id\":\"g\" | \"group_id\":\"g\",\"group_id\":\"h\" | Duplicate field 'group_id'",
                "\"scores\":{\"accuracy\":0.5,\"format\":0} | \"scores\":[1] | trajectories[1].scores must be an object",
            })
    void shouldNameLineAndFieldOfWhatIsWrong(String good, String bad, String message) {
        String line = GOOD.replace(good, bad == null ? "" : bad);
        assertThat(line).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> read(GOOD + "\n" + line))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.resolve("groups.jsonl") + ":2: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0005", "12500000.0", "1e400", "123456789012345678901234567890", "7"})
    void shouldTakeANumberWhereATextIsMeantAsItIsWritten(String number) {
        LoggedGroup group = read(
                """
                {"group_id":%1$s,"run_id":%1$s,"prompt":{"prompt_id":%1$s,"text":%1$s,"reference":%1$s,"category":%1$s},\
                "trajectories":[{"index":0,"text":%1$s,"tokens":[1]}]}"""
                        .formatted(number));

        assertThat(group.getGroupId()).isEqualTo(number);
        assertThat(group.getRunId()).isEqualTo(number);
        assertThat(group.getTrajectories().get(0).getTrajectory()).satisfies(trajectory -> {
            assertThat(trajectory.getText()).isEqualTo(number);
            assertThat(trajectory.getPrompt().getReference()).isEqualTo(number);
            assertThat(trajectory.getPrompt().getCategory()).isEqualTo(number);
            assertThat(trajectory.getPrompt().getText()).isEqualTo(number);
            assertThat(trajectory.getPrompt().getPromptId()).isEqualTo(number);
        });
    }

    @Test
    void shouldTakeWhatRoundingLeavesAbove0AndDensitiesOfAnyKind() {
        LoggedGroup group = read(GOOD.replace("\"tokens\":[1,2]", "\"tokens\":[1,2],\"logprobs\":[0,1e-6]")
                .replace(
                        "\"tokens\":[3]",
                        "\"flow\":{\"times\":[1,0],\"window_begin\":0,\"latent_tokens\":1,\"latent_size\":1,"
                                + "\"latents\":\"\",\"noise_level\":1,\"guidance\":1,\"autoencoder_digest\":\"x\"},"
                                + "\"logprobs\":[12.5]"));

        assertThat(group.getTrajectories()).hasSize(2);
    }

    @Test
    void shouldNameTheLineOfBrokenJson() {
        assertThatThrownBy(() -> read(GOOD + "\n" + GOOD.substring(0, 60)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("groups.jsonl:2: ");
    }

    /** Reads all lines and gives the last. */
    private LoggedGroup read(String lines) {
        Path file = folder.resolve("groups.jsonl");
        try {
            Files.writeString(file, lines + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LoggedGroup last = null;
        try (GroupSource source = GroupFiles.open(List.of(file), new InputNotes(warnings::add))) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                last = next.get().group();
            }
        }
        return Objects.requireNonNull(last);
    }
}
