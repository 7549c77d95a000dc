package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a line says of its experience as a whole, while its fields come in. */
final class ExperienceDraft {

    @Nullable
    Long offset;

    CloseReason closed = CloseReason.UNKNOWN;
    String estimator = "";
    String reshaper = "";
    String configDigest = "";

    @Nullable
    Double rewardMean;

    @Nullable
    Double rewardStd;

    Instant openedAt = Instant.EPOCH;
    Instant closedAt = Instant.EPOCH;
    String codeVersion = "";

    @Nullable
    Long runSeed;

    @Nullable
    AssemblyTerms assembly;
}
