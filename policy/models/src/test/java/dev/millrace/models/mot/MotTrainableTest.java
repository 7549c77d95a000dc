package dev.millrace.models.mot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.MixtureConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.WeightsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotTrainableTest {

    private static final PolicyConfig ONE_EXPERT = PolicyFixture.smallConfig();
    private static final PolicyConfig MIXTURE = ONE_EXPERT.withMixture(new MixtureConfig(3, 1));

    /** Makes every answer likelier. */
    private static final TokenLoss LIKELIER = values -> {
        float[] slopes = new float[values.size()];
        Arrays.fill(slopes, -1f / values.size());
        float loss = 0;
        for (float logProb : values.logProbs()) {
            loss -= logProb / values.size();
        }
        return new TokenLoss.Slopes(loss, slopes, null, null);
    };

    /** Asks for nothing. */
    private static final TokenLoss NOTHING = values -> new TokenLoss.Slopes(0, new float[values.size()], null, null);

    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");

    @TempDir
    private Path folder;

    @Test
    void shouldGiveValuesAnswerByAnswerWithoutPadding() {
        // Given answers of unequal length in groups of unequal size
        List<Tokens> first = List.of(Tokens.of(3, 4, 5, 6), Tokens.of(7));
        List<Tokens> second = List.of(Tokens.of(8, 9));
        try (TrainablePolicy policy = policy(ONE_EXPERT, false)) {
            // When
            float[] together = logProbs(policy, batch(1, group(0, first), group(1, second)));

            // Then
            float[] apart = joined(
                    logProbs(policy, batch(1, group(0, first.subList(0, 1)))),
                    logProbs(policy, batch(1, group(0, first.subList(1, 2)))),
                    logProbs(policy, batch(1, group(1, second))));
            assertThat(together).hasSize(7).containsExactly(apart, within(1e-5f));
        }
    }

    @Test
    void shouldTrainAMixtureThroughTheSeam() {
        try (TrainablePolicy policy = policy(MIXTURE, false)) {
            List<Float> losses = new ArrayList<>();
            for (int step = 0; step < 8; step++) {
                losses.add(policy.accumulate(answers(1), LIKELIER));
                assertThat(policy.networkLosses().get("load_balance")).isGreaterThan(0.5);
                assertThat(policy.step(1e-2)).isInstanceOf(StepOutcome.Applied.class);
            }

            assertThat(losses.get(7)).isLessThan(losses.get(0) / 2);
            assertThat(policy.networkLosses()).containsEntry("load_balance", 0.0);
        }
    }

    @Test
    void shouldCarryTheBalanceOfAMixtureBesideALossThatAsksForNothing() {
        try (TrainablePolicy mixture = policy(MIXTURE, false);
                TrainablePolicy one = policy(ONE_EXPERT, false)) {
            mixture.accumulate(answers(1), NOTHING);
            one.accumulate(answers(1), NOTHING);

            assertThat(mixture.gradientNorms().get("reasoning")).isPositive();
            assertThat(one.gradientNorms().get("reasoning")).isZero();
            assertThat(one.networkLosses()).isEmpty();
        }
    }

    @Test
    void shouldWeighTheBalanceByEachBatchsShareOfItsStep() {
        try (TrainablePolicy whole = policy(MIXTURE, false);
                TrainablePolicy halves = policy(MIXTURE, false)) {
            whole.accumulate(answers(1), NOTHING);
            halves.accumulate(answers(0.5), NOTHING);
            halves.accumulate(answers(0.5), NOTHING);

            assertThat(halves.networkLosses().get("load_balance"))
                    .isCloseTo(whole.networkLosses().get("load_balance"), within(1e-6));
            assertThat(halves.gradientNorms().get("reasoning"))
                    .isCloseTo(whole.gradientNorms().get("reasoning"), within(1e-8));
        }
    }

    /** PAPO's term: the policy is drawn away from what it says when patches are black. */
    @Test
    void shouldFollowTheGradientOfThePerceptionTermThatDifferencesFind() {
        // Given an optimizer whose first step is along the gradient: AdamW's, with an ε far above every gradient
        double epsilon = 1e3;
        double rate = 1e-3;
        AdamWSettings settings = new AdamWSettings(0.9, 0.95, epsilon, 0);
        TokenLoss perceptive = values -> {
            float[] divergences = values.divergences().orElseThrow();
            float[] slopes = new float[divergences.length];
            Arrays.fill(slopes, -1f / divergences.length);
            float loss = 0;
            for (float divergence : divergences) {
                loss -= divergence / divergences.length;
            }
            return new TokenLoss.Slopes(loss, new float[divergences.length], null, slopes);
        };
        SavedModel sharp = SavedModel.of(PolicyFixture.sharpWeights(ONE_EXPERT, 7));
        try (TrainablePolicy policy = MotTrainable.open(
                sharp,
                PolicyFixture.TOKENIZER.special(),
                ImageDecoder.PNG,
                new TrainingSettings(settings, 1e9, false, false, Adaptation.FULL, true))) {
            // When
            double before = policy.accumulate(seen(), perceptive);
            double norm = ((StepOutcome.Applied) policy.step(rate * epsilon)).gradientNorm();
            double after = policy.accumulate(seen(), perceptive);

            // Then
            assertThat(before).as("the image makes a difference").isNegative();
            assertThat((after - before) / (-rate * norm * norm)).isCloseTo(1, within(0.05));
        }
    }

    /** Answers to a prompt with an image, of which the policy also gets a view with black patches. */
    private static AnswerBatch seen() {
        byte[] pixels = new byte[16 * 16 * 3];
        new Random(5).nextBytes(pixels);
        PolicyInput prompt = new PolicyInput(
                PolicyFixture.textPrompt(0).text(),
                List.of(PngCodec.encode(RgbImage.of(16, 16, pixels))),
                List.of(new ImageRun(0, 4, 2, 2)));
        return batch(
                1,
                new AnswerBatch.Group(
                        prompt, Optional.of(new MaskedView(0.5, 3)), List.of(Tokens.of(3, 4, 5), Tokens.of(6, 7))));
    }

    @Test
    void shouldHoldAReferenceOnlyWhereOneIsAskedFor() {
        try (TrainablePolicy with = policy(ONE_EXPERT, true);
                TrainablePolicy without = policy(ONE_EXPERT, false)) {
            float[] before = with.reference(answers(1));
            with.accumulate(answers(1), LIKELIER);
            with.step(1e-2);

            assertThat(with.reference(answers(1))).containsExactly(before);
            assertThat(logProbs(with, answers(1))).isNotEqualTo(before);
            assertThat(without.baseSha256()).isEqualTo(with.baseSha256());
            assertThatThrownBy(() -> without.reference(answers(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no reference of answers is held: the training settings ask for none");
        }
    }

    @Test
    void shouldGoOnFromTheFilesOfACheckpoint() {
        CheckpointStore store = new CheckpointStore(folder, 2);
        try (TrainablePolicy through = policy(ONE_EXPERT, false);
                TrainablePolicy resumed = policy(ONE_EXPERT, false)) {
            // Given a policy that went on after it was saved
            step(through);
            Path saved = store.save(through.files(), new TrainingState(1, Map.of(), Map.of(), Map.of()));
            step(through);

            // When
            resumed.load(CheckpointStore.load(saved).files());
            step(resumed);

            // Then
            assertThat(WeightsDigest.of(resumed.weights())).isEqualTo(WeightsDigest.of(through.weights()));
        }
    }

    @Test
    void shouldNotHoldTwoOfItselfWhileItLoadsACheckpoint() throws Exception {
        // Given a policy whose weights are large beside what else goes on in this process
        assumeTrue(Files.isWritable(CLEAR_REFS), "the peak of the resident set can be measured on Linux only");
        PolicyConfig large = PolicyConfig.answering(
                2, 512, 8, 1024, 16, 8, 3, PolicyFixture.TOKENIZER.vocabularySize(), 8, 3, false);
        CheckpointStore store = new CheckpointStore(folder, 2);
        try (TrainablePolicy policy = policy(large, false)) {
            Path saved = store.save(policy.files(), new TrainingState(1, Map.of(), Map.of(), Map.of()));
            long copy = Files.size(saved.resolve("model.safetensors"));
            ModelSource files = CheckpointStore.load(saved).files();
            Files.writeString(CLEAR_REFS, "5"); // forgets the peak
            long before = statusBytes("VmRSS");

            // When
            policy.load(files);

            // Then the peak holds the files, which are three copies, but no second trainer, which would be four
            assertThat(statusBytes("VmHWM") - before)
                    .as("bytes more at the peak, of copies with %d", copy)
                    .isLessThan(5 * copy);
        }
    }

    private static long statusBytes(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldNotGoOnAsAnotherArchitecture() {
        CheckpointStore store = new CheckpointStore(folder, 2);
        try (TrainablePolicy mixture = policy(MIXTURE, false);
                TrainablePolicy one = policy(ONE_EXPERT, false)) {
            Path saved = store.save(mixture.files(), new TrainingState(1, Map.of(), Map.of(), Map.of()));

            assertThatThrownBy(() -> one.load(CheckpointStore.load(saved).files()))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("checkpoint: has another architecture: mixture is ");
            assertThat(one.difference(mixture.description().architecture()))
                    .hasValueSatisfying(difference -> assertThat(difference).startsWith("mixture is null"));
            assertThat(one.difference(one.description().architecture())).isEmpty();
        }
    }

    @Test
    void shouldObjectToTrainingOtherThanAllWeights() {
        Adaptation adapter = new Adaptation.LowRank(4, 8, false, List.of("q_proj"), false, 0);

        assertThat(objection(adapter)).contains("policies of family mot are trained whole; set learner.train to full");
        assertThat(objection(new Adaptation.Full(true)))
                .contains("policies of family mot have no vision tower of their own; set learner.train_tower to false");
        assertThat(objection(Adaptation.FULL)).isEmpty();
    }

    private static Optional<String> objection(Adaptation adaptation) {
        return new MotFamily()
                .objection(
                        ModelSource.folder(Path.of("nowhere")),
                        new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, adaptation, true));
    }

    private static void step(TrainablePolicy policy) {
        policy.accumulate(answers(1), LIKELIER);
        policy.step(1e-2);
    }

    private static float[] logProbs(TrainablePolicy policy, AnswerBatch batch) {
        List<float[]> seen = new ArrayList<>();
        policy.accumulate(batch, values -> {
            seen.add(values.logProbs().clone());
            return NOTHING.of(values);
        });
        return seen.get(0);
    }

    private static float[] joined(float[]... parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int next = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, next, part.length);
            next += part.length;
        }
        return all;
    }

    private static AnswerBatch answers(double share) {
        return batch(share, group(0, List.of(Tokens.of(3, 4, 5), Tokens.of(6))), group(1, List.of(Tokens.of(7, 8))));
    }

    private static AnswerBatch batch(double share, AnswerBatch.Group... groups) {
        return new AnswerBatch(List.of(groups), 1, share);
    }

    private static AnswerBatch.Group group(int question, List<Tokens> answers) {
        PolicyInput prompt = new PolicyInput(PolicyFixture.textPrompt(question).text(), List.of(), List.of());
        return new AnswerBatch.Group(prompt, Optional.empty(), answers);
    }

    private static TrainablePolicy policy(PolicyConfig config, boolean reference) {
        return open(config, new TrainingSettings(AdamWSettings.DEFAULT, 1, reference, false, Adaptation.FULL, true));
    }

    private static TrainablePolicy open(PolicyConfig config, TrainingSettings settings) {
        SavedModel base = new SavedModel(config, ParameterLayout.initialize(config, 7));
        return MotTrainable.open(base, PolicyFixture.TOKENIZER.special(), ImageDecoder.PNG, settings);
    }
}
