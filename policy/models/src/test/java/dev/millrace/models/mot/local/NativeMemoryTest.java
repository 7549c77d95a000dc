package dev.millrace.models.mot.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.models.mot.scoring.TokenScores;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole cycle (sample, score, train, snapshot, swap of what is served) must leave nothing behind in native memory. */
class NativeMemoryTest {

    private static final int STEPS = 2_000;
    private static final int SETTLED = 500;

    private final PolicyConfig config =
            PolicyConfig.answering(1, 16, 2, 24, 16, 8, 3, PolicyFixture.TOKENIZER.vocabularySize(), 8, 3, false);
    private final List<PolicyWeights> served = new ArrayList<>();
    private final Sampler sampler = new Sampler(PolicyFixture.TOKENIZER.special());
    private final List<ModelPrompt> prompts =
            List.of(prompt("What digit is shown?", 0.25f), prompt("How many 9s are there?", 0.75f));
    private final PromptRows batch = new PromptRows(config, prompts);

    private ModelPrompt prompt(String question, float grey) {
        float[] values = new float[config.imageValues()];
        Arrays.fill(values, grey);
        return new ModelPrompt(
                PolicyFixture.TOKENIZER.encode(question),
                Optional.of(Pixels.of(config.imageSize(), config.imageSize(), config.channels(), values)));
    }

    @Test
    void shouldStayFlatOverTwoThousandSteps() throws Exception {
        NDManager root = PolicyEngine.get().newManager().getParentManager();
        long arraysSettled = 0;
        long residentSettled = 0;
        try (PolicyTrainer trainer =
                        new PolicyTrainer(config, ParameterLayout.initialize(config, 1), AdamWSettings.DEFAULT, 1);
                ServedWeights serving = new ServedWeights()) {
            swap(serving, trainer, PolicyVersion.INITIAL);
            for (int step = 1; step <= STEPS; step++) {
                cycle(trainer, serving, step);
                if (step == SETTLED) {
                    arraysSettled = countResources(root);
                    residentSettled = residentKilobytes();
                }
            }
            // These weights are too small for their leak to show in the resident set: each is asked.
            assertThat(served.subList(0, served.size() - 1))
                    .hasSize(STEPS / 4)
                    .allSatisfy(weights -> assertThatThrownBy(weights::lease).isInstanceOf(WeightsException.class));
            long arraysEnd = countResources(root);
            long residentEnd = residentKilobytes();

            assertThat(arraysEnd).as("managed native resources").isLessThanOrEqualTo(arraysSettled);
            assertThat(residentEnd - residentSettled)
                    .as("growth of the resident set without the heap in KiB, from %d", residentSettled)
                    .isLessThan(48 * 1024);
        }
    }

    private void cycle(PolicyTrainer trainer, ServedWeights serving, int step) {
        List<List<Tokens>> responses;
        try (WeightsLease lease = serving.lease().orElseThrow()) {
            List<SamplingRequest> requests = prompts.stream()
                    .map(prompt -> new SamplingRequest(prompt, step))
                    .toList();
            responses = sampler.sample(lease, requests, new SamplingSettings(2, 1, 3)).stream()
                    .map(group -> group.stream().map(Completion::tokens).toList())
                    .toList();
            TeacherForcing.score(lease, batch, responseBatch(responses), 1);
        }
        ResponseBatch given = responseBatch(responses);
        trainer.accumulate((policy, manager) -> {
            TokenScores scores = TeacherForcing.score(policy, manager, batch, given, 1);
            return TensorOps.scale(scores.logProbs().sum(), -0.01);
        });
        trainer.step(1e-3);
        if (step % 4 == 0) {
            swap(serving, trainer, new PolicyVersion(step));
        }
    }

    private void swap(ServedWeights serving, PolicyTrainer trainer, PolicyVersion version) {
        PolicyWeights next = trainer.snapshot(version);
        serving.swap(next);
        served.add(next);
    }

    private ResponseBatch responseBatch(List<List<Tokens>> responses) {
        return new ResponseBatch(config, PolicyFixture.TOKENIZER.special(), responses);
    }

    private static long countResources(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    /** The resident set without the Java heap, which may grow at any time for other reasons. */
    private static long residentKilobytes() throws IOException {
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return resident - heap / 1024;
    }
}
