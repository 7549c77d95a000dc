package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Samples for tests. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

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
