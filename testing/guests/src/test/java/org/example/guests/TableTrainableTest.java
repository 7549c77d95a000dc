package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTrainableTest {

    private static final TableConfig CONFIG = new TableConfig("table", 3, List.of("a", "b", "c"), 1);
    private static final int SCORES = 9;
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(AdamWSettings.DEFAULT, 1e9, true, false, Adaptation.FULL, true);
    private static final float[] BY_LOG_PROB = {0.7f, 5, -1.3f, 5, 0.4f, 5};
    private static final float[] BY_ENTROPY = {-0.2f, 5, 0.9f, 5, 0.3f, 5};

    @TempDir
    private Path folder;

    /** Writes a checkpoint as a learner does. */
    static Path write(Table table, Path checkpoint) throws IOException {
        Files.createDirectories(checkpoint);
        for (Map.Entry<String, FileContents> file : table.files().entrySet()) {
            try (OutputStream out = Files.newOutputStream(checkpoint.resolve(file.getKey()));
                    WritableByteChannel channel = Channels.newChannel(out)) {
                file.getValue().writeTo(channel::write);
            }
        }
        return checkpoint;
    }

    private TableTrainable trainable(double[] scores) throws IOException {
        Table table = Table.blank(CONFIG);
        table.move(1, scores);
        return new TableTrainable(ModelSource.folder(write(table, folder.resolve("table"))), SETTINGS);
    }

    private static AnswerBatch answers() {
        TableFormat format = new TableFormat(CONFIG);
        PolicyInput one = format.encode("one", List.of()).orThrow();
        PolicyInput two = format.encode("two", List.of()).orThrow();
        return new AnswerBatch(
                List.of(
                        new AnswerBatch.Group(
                                one, Optional.empty(), List.of(Tokens.of(0, CONFIG.endToken()), Tokens.of(2, 3))),
                        new AnswerBatch.Group(two, Optional.empty(), List.of(Tokens.of(1, CONFIG.endToken())))),
                0.7,
                1);
    }

    private static TokenLoss.Slopes loss(TokenLoss.Values values) {
        float sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += BY_LOG_PROB[i] * values.logProbs()[i] + BY_ENTROPY[i] * values.entropies()[i];
        }
        return new TokenLoss.Slopes(sum, BY_LOG_PROB, BY_ENTROPY, null);
    }

    @Test
    void shouldCarryDerivativesBackToTheScores() throws IOException {
        // Given
        double[] scores = new SplittableRandom(4).doubles(SCORES, -1, 1).toArray();
        double[] slopes = new double[SCORES];
        for (int i = 0; i < SCORES; i++) {
            double[] more = scores.clone();
            double[] less = scores.clone();
            more[i] += 1e-2;
            less[i] -= 1e-2;
            slopes[i] = (trainable(more).accumulate(answers(), TableTrainableTest::loss)
                            - trainable(less).accumulate(answers(), TableTrainableTest::loss))
                    / 2e-2;
        }
        TableTrainable policy = trainable(scores);

        // When
        policy.accumulate(answers(), TableTrainableTest::loss);
        StepOutcome outcome = policy.step(1);

        // Then
        float[] moved =
                Tensor.copyOf(policy.weights().values().iterator().next()).toFloats();
        assertThat(outcome).isInstanceOf(StepOutcome.Applied.class);
        for (int i = 0; i < SCORES; i++) {
            assertThat(scores[i] - moved[i]).as("score %d", i).isCloseTo(slopes[i], within(2e-3));
        }
    }

    @Test
    void shouldStayWhereItIsAfterALossThatIsNoNumber() throws IOException {
        TableTrainable policy = trainable(new double[SCORES]);

        policy.accumulate(answers(), values -> new TokenLoss.Slopes(Float.NaN, new float[values.size()], null, null));

        assertThat(policy.step(1)).isInstanceOf(StepOutcome.Refused.class);
        assertThat(policy.update(PolicyVersion.INITIAL).tensors().sha256()).isEqualTo(policy.baseSha256());
    }

    @Test
    void shouldGoOnFromACheckpointAndKeepItsReference() throws IOException {
        // Given
        TableTrainable policy = trainable(new double[SCORES]);
        policy.accumulate(answers(), TableTrainableTest::loss);
        policy.step(1);
        Table moved = Table.of(policy.update(PolicyVersion.INITIAL));
        TableTrainable resumed = trainable(new double[SCORES]);

        // When
        resumed.load(ModelSource.folder(write(moved, folder.resolve("moved"))));

        // Then
        assertThat(resumed.update(PolicyVersion.INITIAL).tensors().sha256())
                .isEqualTo(policy.update(PolicyVersion.INITIAL).tensors().sha256())
                .isNotEqualTo(resumed.baseSha256());
        assertThat(resumed.reference(answers())[0]).isCloseTo((float) -Math.log(3), within(1e-6f));
    }
}
