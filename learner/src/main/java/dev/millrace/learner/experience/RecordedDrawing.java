package dev.millrace.learner.experience;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.packed.PackedFloats;

/** Reads how an image was drawn. Pure. */
final class RecordedDrawing {

    private RecordedDrawing() {}

    /**
     * The recorded steps.
     *
     * @param logProbs per trained step
     * @param policy says whether it draws in such latents
     * @throws IllegalArgumentException if they do not belong together or the policy draws otherwise
     */
    static FlowPath path(FlowTrace trace, PackedFloats logProbs, PolicyIntake policy) {
        policy.misfit(new Latents(trace.getLatentTokens(), trace.getLatentSize(), trace.getAutoencoderDigest()))
                .ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
        if (!(trace.getNoiseLevel() > 0 && trace.getNoiseLevel() < Float.POSITIVE_INFINITY)
                || !(trace.getGuidance() >= 0 && trace.getGuidance() < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("it was drawn at noise level " + trace.getNoiseLevel() + " and guidance "
                    + trace.getGuidance() + ", which cannot be trained");
        }
        FlowPath path = new FlowPath(
                FlowSchedule.recorded(PackedFloats.view(trace.getTimes()).toArray()),
                trace.getWindowBegin(),
                PackedFloats.view(trace.getLatents()).toArray(),
                logProbs.toArray(),
                trace.getNoiseLevel(),
                trace.getGuidance());
        int values = trace.getLatentTokens() * trace.getLatentSize();
        if (path.latentValues() != values) {
            throw new IllegalArgumentException("its flow holds latents of " + path.latentValues()
                    + " values for each of " + (path.window() + 1) + " images, not " + values);
        }
        return path;
    }
}
