package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a trajectory says of how it was sampled.
 *
 * @param isStated whether it says by what and how at all
 * @param mode of which distribution its log-probabilities are
 * @param isFiltered whether it was drawn from some tokens only
 * @param temperature at which it was sampled
 * @param finish why it ended
 * @param digests of what wrote its prompt; null where it does not say
 * @param spans where its images stand; empty where it does not say
 * @param images their hashes, in the order of the prompt
 * @param prompt a checksum of the prompt's tokens
 */
public record LoggedSampling(
        boolean isStated,
        LogProbMode mode,
        boolean isFiltered,
        float temperature,
        FinishReason finish,
        @Nullable PromptDigests digests,
        List<ImageSpan> spans,
        List<String> images,
        long prompt) {

    static LoggedSampling of(Trajectory trajectory) {
        SamplingTerms terms = trajectory.getSampling();
        CRC32C prompt = new CRC32C();
        prompt.update(trajectory.getPromptTokens().duplicate());
        return new LoggedSampling(
                terms != null,
                terms == null ? LogProbMode.UNKNOWN : terms.getLogProbs(),
                terms != null && isFiltered(terms),
                trajectory.getTemperature(),
                trajectory.getFinishReason(),
                terms == null ? null : interned(terms.getDigests()),
                trajectory.getImageRuns(),
                trajectory.getPrompt().getImages().stream()
                        .map(ImageRef::getSha256)
                        .toList(),
                prompt.getValue());
    }

    private static boolean isFiltered(SamplingTerms terms) {
        return terms.getTopP() < 1
                || terms.getTopK() > 0
                || terms.getMinP() > 0
                || !terms.getBadWords().isEmpty();
    }

    /** A run has few of them and very many trajectories. */
    private static @Nullable PromptDigests interned(@Nullable PromptDigests digests) {
        return digests == null
                ? null
                : new PromptDigests(
                        digests.getTokenizer().intern(),
                        digests.getTemplate().intern(),
                        digests.getProcessor().intern());
    }
}
