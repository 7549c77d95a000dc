package dev.millrace.cli.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.ExportForm;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.ShippedPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes is loaded by transformers, and says the same there. Skips where that is absent. */
class TransformersAnswersTest {

    private static final int PROMPTS = 50;
    private static final Adaptation ADAPTER =
            new Adaptation.LowRank(4, 8, false, List.of(Adaptation.LowRank.ALL_LINEAR), true, 1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path temporary;

    @Test
    void shouldAnswerTheSameInTransformers() throws Exception {
        assumeTrue(
                python("-c", "import torch, transformers, PIL").isPresent(),
                "no torch, transformers and Pillow in python3 (MILLRACE_TEST_PYTHON names another): they are not asked");
        // Given the checkpoint of a run, before its first step
        Path checkpoint = temporary.resolve("checkpoint");
        try (TrainablePolicy policy = trainable(ShippedPolicy.SMALL_QWEN.files(), Adaptation.FULL)) {
            FolderFiles.replace(checkpoint, policy.files());
        }
        List<DatasetEntry> prompts = ScenePrompts.MANY_SIZES.heldOut(PROMPTS);

        // When
        List<?> said = theirs(checkpoint, written(prompts));

        // Then
        assertThat(said).isEqualTo(ours(ModelSource.folder(checkpoint), prompts));
    }

    @Test
    void shouldAnswerTheSameInPeft() throws Exception {
        assumeTrue(
                python("-c", "import torch, transformers, peft, PIL").isPresent(),
                "no torch, transformers, peft and Pillow in python3 (MILLRACE_TEST_PYTHON names another): they are not asked");
        // Given an adapter of all layers that has learnt to say something else
        Path base = temporary.resolve("base");
        export(ShippedPolicy.SMALL_QWEN.files(), base);
        List<DatasetEntry> prompts = ScenePrompts.MANY_SIZES.heldOut(PROMPTS);
        Path saved = temporary.resolve("saved");
        try (TrainablePolicy policy = trainable(ModelSource.folder(base), ADAPTER)) {
            learn(policy, prompts.get(0));
            FolderFiles.replace(saved, policy.files());
        }
        Path adapter = temporary.resolve("adapter");
        export(ModelSource.folder(saved), adapter);

        // When
        List<?> said = theirs(base, written(prompts), adapter);

        // Then
        assertThat(said)
                .isEqualTo(ours(ModelSource.folder(saved), prompts))
                .isNotEqualTo(ours(ModelSource.folder(base), prompts));
    }

    private static void export(ModelSource checkpoint, Path folder) throws IOException {
        ExportForm asItIs = new ExportForm(Optional.empty(), false);
        FolderFiles.replace(folder, PolicyFamilies.found().of(checkpoint).export(checkpoint, asItIs));
    }

    private static TrainablePolicy trainable(ModelSource checkpoint, Adaptation adaptation) {
        return Policies.trainable(checkpoint, new ComputeSettings(1))
                .apply(new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, adaptation, true));
    }

    /** Steps that make one answer likelier, whatever is asked. */
    private static void learn(TrainablePolicy policy, DatasetEntry prompt) {
        PolicyInput input = Policies.format(ShippedPolicy.SMALL_QWEN.files())
                .encode(prompt.problem(), prompt.images())
                .orThrow();
        Tokens answer = Tokens.copyOf(input.tokens().toArray(), 8);
        AnswerBatch batch =
                new AnswerBatch(List.of(new AnswerBatch.Group(input, Optional.empty(), List.of(answer))), 1, 1);
        for (int i = 0; i < 8; i++) {
            var unused = policy.accumulate(batch, values -> {
                float[] by = new float[values.size()];
                Arrays.fill(by, -1);
                return new TokenLoss.Slopes(1, by, null, null);
            });
            assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
        }
    }

    private List<?> theirs(Path... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script().toString()));
        Arrays.stream(arguments).map(Path::toString).forEach(command::add);
        String printed = python(command.toArray(String[]::new)).orElseThrow();
        return JSON.readValue(printed.substring(printed.indexOf("[\"")), List.class);
    }

    private static List<String> ours(ModelSource checkpoint, List<DatasetEntry> prompts) {
        List<String> answers = new ArrayList<>();
        try (RolloutEngine engine = Policies.open(checkpoint, new ComputeSettings(1))) {
            for (DatasetEntry prompt : prompts) {
                RolloutRequest request = new RolloutRequest(
                        engine.format()
                                .encode(prompt.problem(), prompt.images())
                                .orThrow(),
                        1);
                answers.add(engine.sample(List.of(request), SamplingSettings.greedy(32), Optional.empty())
                        .groups()
                        .get(0)
                        .answers()
                        .get(0)
                        .text());
            }
        }
        return answers;
    }

    private Path written(List<DatasetEntry> prompts) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < prompts.size(); i++) {
            Path image = Files.write(
                    temporary.resolve(i + ".png"),
                    prompts.get(i).images().get(0).toBytes());
            lines.append(JSON.createObjectNode()
                            .put("question", prompts.get(i).problem().substring("<image>".length()))
                            .put("image", image.toString()))
                    .append('\n');
        }
        return Files.writeString(temporary.resolve("prompts.jsonl"), lines);
    }

    private Path script() throws Exception {
        Path script = temporary.resolve("answers.py");
        try (var source = TransformersAnswersTest.class.getResourceAsStream("transformers_answers.py")) {
            Files.write(script, source.readAllBytes());
        }
        return script;
    }

    /** What it prints; empty if it fails. */
    private static Optional<String> python(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getenv().getOrDefault("MILLRACE_TEST_PYTHON", "python3"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
    }
}
