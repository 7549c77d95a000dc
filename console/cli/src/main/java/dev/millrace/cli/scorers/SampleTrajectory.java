package dev.millrace.cli.scorers;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Samples that no run has made, as scorers read those of a run: without tokens. */
public final class SampleTrajectory {

    /** The run that they are said to be of. */
    public static final String RUN = "samples";

    private SampleTrajectory() {}

    /**
     * A sample.
     *
     * @param group number of its group
     * @param index its place among the samples of its prompt
     * @param size of that group
     * @param text what was answered; empty where an image was drawn
     */
    public static Trajectory of(Prompt prompt, long group, int index, int size, String text, @Nullable ImageRef drawn) {
        return Trajectory.newBuilder()
                .setRunId(RUN)
                .setGroupId(RUN + "-" + group)
                .setIndex(index)
                .setGroupSize(size)
                .setPrompt(prompt)
                .setPromptTokens(PackedInts.of().bytes())
                .setTokens(PackedInts.of().bytes())
                .setLogprobs(PackedFloats.of().bytes())
                .setPolicyVersions(PackedInts.of().bytes())
                .setText(text)
                .setFinishReason(FinishReason.EOS)
                .setSeed(0)
                .setSampledAt(Instant.EPOCH)
                .setImage(drawn)
                .build();
    }
}
