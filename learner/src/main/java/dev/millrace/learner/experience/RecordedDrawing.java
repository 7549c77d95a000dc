package dev.millrace.learner.experience;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.model.DrawingConfig;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/** Reads how an image was drawn. Pure. */
final class RecordedDrawing {

    private RecordedDrawing() {}

    /**
     * The recorded steps.
     *
     * @param logProbs per trained step
     * @param drawing what the policy draws; null if it only answers
     * @throws IllegalArgumentException if they do not belong together or the policy draws otherwise
     */
    static FlowPath path(FlowTrace trace, PackedFloats logProbs, @Nullable DrawingConfig drawing) {
        if (drawing == null) {
            throw new IllegalArgumentException("it is an image, but this policy only answers");
        }
        if (trace.getLatentTokens() != drawing.latentTokens() || trace.getLatentSize() != drawing.latentSize()) {
            throw new IllegalArgumentException("its latents are " + trace.getLatentTokens() + " tokens of "
                    + trace.getLatentSize() + " values, but the policy draws " + drawing.latentTokens() + " of "
                    + drawing.latentSize());
        }
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
        if (path.latentValues() != drawing.latentValues()) {
            throw new IllegalArgumentException("its flow holds latents of " + path.latentValues()
                    + " values for each of " + (path.window() + 1) + " images, not " + drawing.latentValues());
        }
        return path;
    }
}
