package dev.millrace.cli.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.ShippedPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes is loaded by transformers, and says the same there. Skips where that is absent. */
class TransformersAnswersTest {

    private static final int PROMPTS = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path temporary;

    @Test
    void shouldAnswerTheSameInTransformers() throws Exception {
        assumeTrue(
                python("-c", "import torch, transformers, PIL").isPresent(),
                "no torch, transformers and Pillow in python3 (MILLRACE_TEST_PYTHON names another): they are not asked");
        // Given the checkpoint of a run, before its first step
        ModelSource checkpoint = checkpoint();
        List<DatasetEntry> prompts = ScenePrompts.MANY_SIZES.heldOut(PROMPTS);

        // When
        String theirs = python(
                        script().toString(),
                        folder().toString(),
                        written(prompts).toString())
                .orElseThrow();

        // Then
        List<?> said = JSON.readValue(theirs.substring(theirs.indexOf('[')), List.class);
        assertThat(said).isEqualTo(ours(checkpoint, prompts));
    }

    private Path folder() {
        return temporary.resolve("checkpoint");
    }

    private ModelSource checkpoint() throws Exception {
        TrainingSettings settings = new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true);
        try (TrainablePolicy policy = Policies.trainable(ShippedPolicy.SMALL_QWEN.files(), new ComputeSettings(1))
                .apply(settings)) {
            FolderFiles.replace(folder(), policy.files());
        }
        return ModelSource.folder(folder());
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
        } catch (java.io.IOException e) {
            return Optional.empty();
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
    }
}
