package dev.millrace.streams.scoring.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What functions of each form are given, and how what they say is read. */
@Timeout(60)
class PythonFormsTest {

    private static final String FUNCTIONS =
            """
            import asyncio

            def trl(prompts, completions, completion_ids, solution, level, **kwargs):
                assert prompts == ["1 + 2"] * 2, prompts
                assert solution == ["three"] * 2 and level == [2, 2]
                assert kwargs["data_source"] == ["sums/easy"] * 2 and kwargs["answer"] == ["3"] * 2
                kwargs["log_metric"]("x", 1.0)
                kwargs["log_extra"]("x", [1, 2])
                assert kwargs["trainer_state"].global_step == 0
                assert [len(ids) for ids in completion_ids] == [1, 1]
                return [1.0 if text == answer else None for text, answer in zip(completions, kwargs["answer"])]

            async def trl_async(completions, answer):
                await asyncio.sleep(0)
                return [float(text == right) for text, right in zip(completions, answer)]

            def trl_messages(prompts, completions, answer, **kwargs):
                assert prompts[0] == [{"role": "system", "content": "Answer with a number."},
                                      {"role": "user", "content": "1 + 2"}], prompts
                return [float(each[0]["content"] == right) for each, right in zip(completions, answer)]

            def verl(data_source, solution_str, ground_truth, extra_info=None, scale=1):
                assert data_source == "sums/easy" and extra_info["split"] == "train"
                return {"score": scale * float(solution_str == ground_truth), "pred": solution_str, "bad": float("nan")}

            async def verl_async(data_source, solution_str, ground_truth, extra_info):
                await asyncio.sleep(0.01 if solution_str == "3" else 0)
                return float(solution_str == ground_truth)

            def openrlhf(queries, prompts, labels):
                assert queries == ["1 + 23", "1 + 24"] and prompts == ["1 + 2"] * 2
                rewards = [float(query.endswith(prompt + label)) for query, prompt, label in zip(queries, prompts, labels)]
                return {"rewards": rewards, "scores": rewards, "extra_logs": {"length": [1, 2], "batch": 2}}

            def easyr1(reward_inputs, weight=0.5):
                return [{"overall": float(each["response"] == each["ground_truth"]), "format": weight,
                         "length": each["response_length"]} for each in reward_inputs]

            def easyr1_each(reward_input):
                return {"overall": float(reward_input["response"] == reward_input["ground_truth"])}

            def own(samples):
                assert [each["index"] for each in samples] == [0, 1]
                assert samples[0]["id"] == "demo/0/7#0" and samples[0]["prompt_id"] == "sum-1"
                assert samples[0]["columns"]["extra_info"] == {"split": "train"} and samples[0]["tokens"] == [51]
                return [float(each["text"] == each["answer"]) for each in samples]

            def own_each(sample):
                return sample["text"] == sample["answer"]

            def seen(samples):
                return [{"score": 1, "seen": [image[:4].hex() for image in each["images"]]} for each in samples]
            """;

    @TempDir
    private static Path folder;

    private static PythonFile file() {
        return PythonFile.of(folder, FUNCTIONS);
    }

    @BeforeAll
    static void requirePython() {
        PythonFile.requirePython();
    }

    @ParameterizedTest
    @CsvSource({
        "trl, trl",
        "trl_async, trl",
        "verl, verl",
        "verl_async, verl",
        "openrlhf, openrlhf",
        "easyr1, easyr1",
        "easyr1_each, easyr1",
        "own, millrace",
        "own_each, millrace"
    })
    void shouldTellTheFormByTheArgumentsAndJudgeByIt(String function, String style) throws Exception {
        try (Scorer scorer = file().scorer(function)) {
            List<Verdict> verdicts = scorer.score(PythonFile.group("3", "4"));

            assertThat(scorer.version()).startsWith(style + "-");
            assertThat(verdicts.get(0))
                    .isInstanceOfSatisfying(Verdict.Scored.class, scored -> assertThat(scored.value())
                            .isEqualTo(1));
            if (function.equals("trl")) {
                assertThat(verdicts.get(1)).isEqualTo(new Verdict.Abstained("trl gave None"));
            } else {
                assertThat(verdicts.get(1))
                        .isInstanceOfSatisfying(Verdict.Scored.class, scored -> assertThat(scored.value())
                                .isZero());
            }
        }
    }

    @Test
    void shouldGiveMessagesWhereTheSettingSaysSo() throws Exception {
        try (Scorer scorer = file().messages().scorer("trl_messages")) {
            assertThat(scorer.score(PythonFile.group("3", "4")))
                    .containsExactly(new Verdict.Scored(1), new Verdict.Scored(0));
        }
        try (Scorer scorer = file().scorer("trl_messages")) {
            assertThat(scorer.score(PythonFile.group("3"))).singleElement().isInstanceOf(Verdict.Failed.class);
        }
    }

    @Test
    void shouldKeepThePartsOfADictAsDetail() throws Exception {
        try (Scorer scorer = file().kwargs(Map.of("scale", 0.5)).scorer("verl")) {
            assertThat(scorer.score(PythonFile.group("3")))
                    .containsExactly(new Verdict.Scored(0.5, "{\"pred\": \"3\", \"bad\": \"nan\"}"));
        }
        try (Scorer scorer = file().scorer("easyr1")) {
            assertThat(scorer.score(PythonFile.group("33")))
                    .containsExactly(new Verdict.Scored(0, "{\"format\": 0.5, \"length\": 2}"));
        }
        try (Scorer scorer = file().scorer("openrlhf")) {
            assertThat(scorer.score(PythonFile.group("3", "4")))
                    .containsExactly(
                            new Verdict.Scored(1, "{\"scores\": 1.0, \"length\": 1}"),
                            new Verdict.Scored(0, "{\"scores\": 0.0, \"length\": 2}"));
        }
    }

    @Test
    void shouldGiveImagesAsBytesAndFailWhereOneIsNotThere() throws Exception {
        // Given two samples with an image, one of which nobody has
        EncodedImage image = EncodedImage.of("image/png", new byte[] {1, 2, 3, 4, 5});
        ReferencedImages images = new OneImage(image);
        List<Sample> samples = PythonFile.group("3", "4");
        ImageRef there = new ImageRef(image.digest().toString(), "image/png");
        ImageRef missing = new ImageRef("0".repeat(64), "image/png");

        try (Scorer scorer = file().images(images).scorer("seen")) {
            // When
            List<Verdict> verdicts = scorer.score(List.of(
                    PythonFile.withImage(samples.get(0), there), PythonFile.withImage(samples.get(1), missing)));

            // Then
            assertThat(verdicts)
                    .containsExactly(
                            new Verdict.Scored(1, "{\"seen\": [\"01020304\"]}"),
                            new Verdict.Failed("image " + "0".repeat(64) + " is not there"));
        }
    }

    @Test
    void shouldHaveAnotherVersionWhereFileOrSettingsAreOthers() {
        try (Scorer first = file().scorer("verl");
                Scorer again = file().scorer("verl");
                Scorer scaled = file().kwargs(Map.of("scale", 2)).scorer("verl");
                Scorer changed = PythonFile.of(folder, FUNCTIONS + "\n").scorer("verl")) {
            assertThat(again.version()).isEqualTo(first.version());
            assertThat(List.of(scaled.version(), changed.version())).doesNotContain(first.version());
        }
    }

    private record OneImage(EncodedImage image) implements ReferencedImages {

        @Override
        public EncodedImage get(ImageRef reference) {
            if (!reference.getSha256().equals(image.digest().toString())) {
                throw new IllegalArgumentException("image " + reference.getSha256() + " is not there");
            }
            return image;
        }

        @Override
        public void close() {}
    }
}
