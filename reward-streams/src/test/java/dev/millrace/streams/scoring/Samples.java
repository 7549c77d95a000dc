package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Samples for tests. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

    /** Two calls at the same time, 16 trajectories at once. */
    static ScorerConfig config(Duration timeout, int maxHanging) {
        return new ScorerConfig(
                timeout,
                2,
                maxHanging,
                16,
                4,
                ScorerConfig.SHIPPED,
                SemanticConfig.defaults(),
                InstructionConfig.defaults());
    }

    /** A sample whose output is an image. */
    static Sample drawn(Task task, String prompt, @Nullable String reference, @Nullable String rules, String sha256) {
        Prompt asked = Prompt.newBuilder()
                .setRunId("demo")
                .setPromptId("p")
                .setTask(task)
                .setText(prompt)
                .setReference(reference)
                .setRules(rules)
                .build();
        return new Sample(
                new TrajectoryId(new GroupId("demo/0/0"), 0),
                asked,
                "",
                Optional.of(new ImageRef(sha256, "image/png")));
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
