package dev.millrace.models.qwen;

import static dev.millrace.models.qwen.TinyTraining.ADAPTER;
import static dev.millrace.models.qwen.TinyTraining.COMPUTE;
import static dev.millrace.models.qwen.TinyTraining.batch;
import static dev.millrace.models.qwen.TinyTraining.input;
import static dev.millrace.models.qwen.TinyTraining.settings;
import static dev.millrace.models.qwen.TinyTraining.step;
import static dev.millrace.models.qwen.TinyTraining.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A low-rank adapter in training, saved and gone on with. */
class QwenAdapterResumeTest {

    @TempDir
    private Path folder;

    private ModelSource checkpoint;
    private PolicyFamily family;

    @BeforeEach
    void makeBase() {
        checkpoint = TinyQwen.windowed(folder);
        family = PolicyFamilies.found().of(checkpoint);
    }

    @Test
    void shouldGoOnFromACheckpointBitByBit(@TempDir Path saved) throws IOException {
        // Given an adapter that has taken two steps, and was saved after the first
        AnswerBatch batch = batch(input(checkpoint, "<image>what?"), 1);
        String wanted;
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            step(policy, batch);
            write(policy.files(), saved);
            step(policy, batch);
            wanted = policy.update(new PolicyVersion(2)).tensors().sha256();
        }

        // When another goes on from what was saved
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, settings(ADAPTER))) {
            policy.load(ModelSource.folder(saved));
            step(policy, batch);

            // Then
            assertThat(policy.update(new PolicyVersion(2)).tensors().sha256()).isEqualTo(wanted);
            assertThat(saved.resolve("model.safetensors")).doesNotExist();
        }
    }
}
