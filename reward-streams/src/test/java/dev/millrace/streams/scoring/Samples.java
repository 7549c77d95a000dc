package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.reward.Judges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Samples for tests. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

    /** Two calls at the same time, one sample each, nothing tried again. */
    static CallLimits limits(Duration timeout, int maxHanging) {
        return new CallLimits(timeout, 2, 1, 0, maxHanging);
    }

    /** A scorer of texts that reads no image. */
    static NamedScorer named(String name, Scorer scorer) {
        return new NamedScorer(name, Judges.TEXT, scorer, new LoggedImages(EncodedImages.NONE));
    }

    /** A clock that is set by hand. */
    static Clock clock(Supplier<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    static Sample sample(String text, @Nullable String reference) {
        return Sample.of(trajectory(0, text, reference));
    }

    static Trajectory trajectory(int index, String text, @Nullable String reference) {
        return Trajectory.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/0")
                .setIndex(index)
                .setGroupSize(64)
                .setPrompt(Prompt.newBuilder()
                        .setRunId("demo")
                        .setPromptId("p")
                        .setTask(Task.UNDERSTANDING)
                        .setText("how many?")
                        .setReference(reference)
                        .build())
                .setPromptTokens(PackedInts.of().bytes())
                .setTokens(PackedInts.of(1).bytes())
                .setLogprobs(PackedFloats.of(-1f).bytes())
                .setPolicyVersions(PackedInts.of(0).bytes())
                .setText(text)
                .setSeed(0L)
                .setSampledAt(NOW)
                .build();
    }
}
