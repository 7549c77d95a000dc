package dev.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.learner.fixture.Recording;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.ImageRun;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SamplingCheckTest {

    private static final FormatDigests OWN = new FormatDigests("a", "b", "c");
    private static final Trajectory RECORDED =
            Recording.sample(1, 1).get(0).trajectories().get(0);

    @Test
    void shouldTakeWhatSaysNothingAtTheContractsWord() {
        assertThat(SamplingCheck.mismatch(RECORDED, OWN)).isEmpty();
        assertThat(mismatch(1, terms -> terms.setLogProbs(LogProbMode.TEMPERED)))
                .isEmpty();
    }

    @Test
    void shouldTrainOnFilteredAnswersOnlyUnderNumbersOfTheWholeVocabulary() {
        assertThat(mismatch(
                        0.7f, terms -> terms.setLogProbs(LogProbMode.TEMPERED).setTopP(0.9f)))
                .isEmpty();
        assertThat(mismatch(0.7f, terms -> terms.setLogProbs(LogProbMode.PROCESSED)))
                .isEmpty();
        assertThat(mismatch(0.7f, terms -> terms.setEngine("vllm")
                        .setLogProbs(LogProbMode.PROCESSED)
                        .setTopP(0.9f)))
                .hasValueSatisfying(cause -> assertThat(cause)
                        .isEqualTo(
                                "its log-probabilities are those of the tokens that top_p 0.9, top_k 0, min_p 0.0 and"
                                        + " 0 bad words kept (PROCESSED), which cannot be computed again; sample with vllm"
                                        + " without them"));
        for (UnaryOperator<SamplingTerms.Builder> filter : List.<UnaryOperator<SamplingTerms.Builder>>of(
                terms -> terms.setTopK(5), terms -> terms.setMinP(0.1f), terms -> terms.setBadWords(List.of("no")))) {
            assertThat(mismatch(1, terms -> filter.apply(terms.setLogProbs(LogProbMode.PROCESSED))))
                    .isPresent();
        }
    }

    @Test
    void shouldRefuseNumbersOfAnotherTemperatureAndOfNoKnownKind() {
        assertThat(mismatch(1, terms -> terms.setLogProbs(LogProbMode.RAW))).isEmpty();
        assertThat(mismatch(0.5f, terms -> terms.setLogProbs(LogProbMode.RAW)).orElseThrow())
                .startsWith("its log-probabilities are those at temperature 1 (RAW), but it was sampled at 0.5; ");
        assertThat(mismatch(1, terms -> terms).orElseThrow()).contains("sampling.log_probs");
    }

    @Test
    void shouldRefuseAnAnswerThatWasCutOff() {
        Trajectory aborted = Trajectory.newBuilder(RECORDED)
                .setFinishReason(FinishReason.ABORT)
                .build();

        assertThat(SamplingCheck.mismatch(aborted, OWN).orElseThrow()).contains("ABORT");
    }

    @Test
    void shouldRefuseAPromptThatWasWrittenOtherwise() {
        assertThat(written(new PromptDigests("a", "b", "c"))).isEmpty();
        assertThat(written(new PromptDigests("", "b", ""))).isEmpty();
        assertThat(written(new PromptDigests("a", "x", "c")))
                .contains("its prompt was written with the chat template x, but the learner's is b");
        assertThat(written(new PromptDigests("x", "b", "c")).orElseThrow()).contains("tokenizer x");
        assertThat(written(new PromptDigests("a", "b", "x")).orElseThrow()).contains("image processor x");
    }

    @Test
    void shouldRefuseImagesThatStoodElsewhereOrHadAnotherGrid() {
        List<ImageRun> own = List.of(new ImageRun(3, 6, 4, 6));

        assertThat(SamplingCheck.misplaced(List.of(), own)).isEmpty();
        assertThat(SamplingCheck.misplaced(List.of(new ImageSpan(3, 6, 1, 4, 6)), own))
                .isEmpty();
        assertThat(SamplingCheck.misplaced(List.of(new ImageSpan(3, 6, 1, 6, 4)), own))
                .contains("image 0 stood at 3 with 6 tokens of a grid of 1x6x4, but stands at 3 with 6 tokens of a grid"
                        + " of 1x4x6 here");
        assertThat(SamplingCheck.misplaced(List.of(new ImageSpan(4, 6, 1, 4, 6)), own))
                .isPresent();
        assertThat(SamplingCheck.misplaced(List.of(new ImageSpan(3, 6, 2, 4, 6)), own))
                .isPresent();
        assertThat(SamplingCheck.misplaced(List.of(new ImageSpan(3, 6, 1, 4, 6)), List.of()))
                .contains("it names places of 1 images, but its prompt has 0");
    }

    private static Optional<String> written(PromptDigests digests) {
        return mismatch(1, terms -> terms.setLogProbs(LogProbMode.TEMPERED).setDigests(digests));
    }

    private static Optional<String> mismatch(float temperature, UnaryOperator<SamplingTerms.Builder> terms) {
        return SamplingCheck.mismatch(
                Trajectory.newBuilder(RECORDED)
                        .setTemperature(temperature)
                        .setSampling(terms.apply(SamplingTerms.newBuilder()).build())
                        .build(),
                OWN);
    }
}
