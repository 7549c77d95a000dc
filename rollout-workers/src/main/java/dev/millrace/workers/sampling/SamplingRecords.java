package dev.millrace.workers.sampling;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledBy;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.provenance.CodeVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What records say of how an answer was sampled. Pure. */
final class SamplingRecords {

    private static final int FRAMES_OF_AN_IMAGE = 1;

    private SamplingRecords() {}

    /** By what and how an answer was sampled. An engine of this process has the version of the code that runs it. */
    static SamplingTerms terms(SampledAnswer answer, SamplingSettings settings, FormatDigests digests) {
        SampledBy by = answer.by();
        TokenFilters filters = settings.filters();
        boolean isLocal =
                by.engine().equals(SampledBy.LOCAL) && by.engineVersion().isEmpty();
        return SamplingTerms.newBuilder()
                .setEngine(by.engine())
                .setEngineVersion(isLocal ? CodeVersion.current() : by.engineVersion())
                .setAddress(by.address())
                .setRequestId(by.requestId())
                .setWeights(by.weights())
                .setLogProbs(mode(by))
                .setTopP((float) filters.topP())
                .setTopK(filters.topK())
                .setMinP((float) filters.minP())
                .setStop(settings.stop())
                .setBadWords(filters.badWords())
                .setMaxTokens(settings.maxTokens())
                .setDigests(digests(digests))
                .setRepeats(by.repeats())
                .setAttempt(by.attempt())
                .setQueueMs(millis(by.timing().queued()))
                .setFirstTokenMs(millis(by.timing().firstToken()))
                .setTotalMs(millis(by.timing().total()))
                .build();
    }

    /** Where the images of a prompt stand. */
    static List<ImageSpan> spans(List<ImageRun> runs) {
        return runs.stream()
                .map(run -> new ImageSpan(run.position(), run.length(), FRAMES_OF_AN_IMAGE, run.rows(), run.columns()))
                .toList();
    }

    static FinishReason reason(SampledAnswer answer) {
        return switch (answer.finishReason()) {
            case END_OF_SEQUENCE -> FinishReason.EOS;
            case LENGTH -> FinishReason.LENGTH;
            case STOP -> FinishReason.STOP;
            case ABORT -> FinishReason.ABORT;
        };
    }

    private static LogProbMode mode(SampledBy by) {
        return switch (by.logProbs()) {
            case RAW -> LogProbMode.RAW;
            case TEMPERED -> LogProbMode.TEMPERED;
            case PROCESSED -> LogProbMode.PROCESSED;
        };
    }

    private static @Nullable PromptDigests digests(FormatDigests digests) {
        return digests.isEmpty()
                ? null
                : new PromptDigests(digests.tokenizer(), digests.template(), digests.processor());
    }

    private static @Nullable Integer millis(Optional<Duration> duration) {
        return duration.map(some -> Math.toIntExact(some.toMillis())).orElse(null);
    }
}
