package dev.millrace.learner.experience;

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
import org.jspecify.annotations.Nullable;

/**
 * Whether what a record says of its sampling fits the learner's own view: whose log-probabilities it holds, what wrote its
 * prompt, and where its images stand. A record of a time that did not say one of them is taken at the contract's word. Pure.
 */
final class SamplingCheck {

    private SamplingCheck() {}

    /**
     * Why the numbers of a record are none that this learner computes again; empty if they are.
     *
     * @param own what the policy in training writes prompts with
     */
    static Optional<String> mismatch(Trajectory record, FormatDigests own) {
        if (record.getFinishReason() == FinishReason.ABORT) {
            return Optional.of("it was cut off (finish_reason ABORT), and no answer ends so");
        }
        SamplingTerms terms = record.getSampling();
        if (terms == null) {
            return Optional.empty();
        }
        return numbers(terms, record.getTemperature()).or(() -> writing(terms.getDigests(), own));
    }

    /** The learner's own log-probabilities are those of the whole vocabulary at the temperature of sampling. */
    private static Optional<String> numbers(SamplingTerms terms, float temperature) {
        LogProbMode mode = terms.getLogProbs();
        String by = terms.getEngine().isEmpty() ? "its engine" : terms.getEngine();
        return switch (mode) {
            case TEMPERED -> Optional.empty();
            case RAW ->
                temperature == 1
                        ? Optional.empty()
                        : Optional.of("its log-probabilities are those at temperature 1 (RAW), but it was sampled at "
                                + temperature + "; let " + by + " give them at the sampling temperature"
                                + " (vLLM: --logprobs-mode processed_logprobs), or sample at 1");
            case PROCESSED ->
                isFiltered(terms)
                        ? Optional.of("its log-probabilities are those of the tokens that top_p " + terms.getTopP()
                                + ", top_k " + terms.getTopK() + ", min_p " + terms.getMinP() + " and "
                                + terms.getBadWords().size()
                                + " bad words kept (PROCESSED), which cannot be computed again; sample with " + by
                                + " without them")
                        : Optional.empty();
            case UNKNOWN ->
                Optional.of("it does not say in words that are known here of which distribution its log-probabilities"
                        + " are (sampling.log_probs)");
        };
    }

    private static boolean isFiltered(SamplingTerms terms) {
        return terms.getTopP() != 1
                || terms.getTopK() != 0
                || terms.getMinP() != 0
                || !terms.getBadWords().isEmpty();
    }

    private static Optional<String> writing(@Nullable PromptDigests said, FormatDigests own) {
        if (said == null) {
            return Optional.empty();
        }
        return differs("tokenizer", said.getTokenizer(), own.tokenizer())
                .or(() -> differs("chat template", said.getTemplate(), own.template()))
                .or(() -> differs("image processor", said.getProcessor(), own.processor()));
    }

    private static Optional<String> differs(String what, String said, String own) {
        return said.isEmpty() || own.isEmpty() || said.equals(own)
                ? Optional.empty()
                : Optional.of("its prompt was written with the " + what + " " + said + ", but the learner's is " + own);
    }

    /** How the places of images in a record differ from those that the policy finds; empty if they do not. */
    static Optional<String> misplaced(List<ImageSpan> said, List<ImageRun> own) {
        if (said.isEmpty()) {
            return Optional.empty();
        }
        if (said.size() != own.size()) {
            return Optional.of("it names places of " + said.size() + " images, but its prompt has " + own.size());
        }
        for (int i = 0; i < said.size(); i++) {
            ImageSpan span = said.get(i);
            ImageRun run = own.get(i);
            if (span.getFrames() != 1
                    || span.getOffset() != run.position()
                    || span.getLength() != run.length()
                    || span.getRows() != run.rows()
                    || span.getColumns() != run.columns()) {
                return Optional.of("image " + i + " stood at " + span.getOffset() + " with " + span.getLength()
                        + " tokens of a grid of " + span.getFrames() + "x" + span.getRows() + "x" + span.getColumns()
                        + ", but stands at " + run.position() + " with " + run.length() + " tokens of a grid of 1x"
                        + run.rows() + "x" + run.columns() + " here");
            }
        }
        return Optional.empty();
    }
}
