package dev.millrace.schemas.payload;

import dev.millrace.schemas.packed.PackedFloats;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an image was drawn: its recorded steps must be steps of its schedule, of which the last is never stochastic. Stateless.
 */
final class DrawingCheck {

    private DrawingCheck() {}

    static Optional<PayloadFlaw> flaw(TrajectoryPayload payload) {
        if (payload.flow().isEmpty() || !payload.hasImage()) {
            return flaw("it has an image without its flow, or a flow without its image");
        }
        if (payload.tokens().length() != 0) {
            return flaw("it is an image and has " + payload.tokens().length() + " response tokens as well");
        }
        int trained = payload.logProbs().length();
        if (trained < 1) {
            return flaw("it has no trained denoising step");
        }
        FlowArrays flow = payload.flow().get();
        String schedule = schedule(flow.times());
        if (schedule != null) {
            return flaw(schedule);
        }
        int steps = flow.times().length() - 1;
        if (flow.windowBegin() < 0 || flow.windowBegin() + (long) trained > steps - 1L) {
            return flaw("its " + trained + " recorded steps from step " + flow.windowBegin()
                    + " on do not end before the last of the " + steps + " steps of its schedule");
        }
        return latents(flow, trained);
    }

    private static Optional<PayloadFlaw> flaw(String text) {
        return Optional.of(new PayloadFlaw.BadDrawing(text, false));
    }

    private static @Nullable String schedule(PackedFloats times) {
        int steps = times.length() - 1;
        if (steps < 1 || times.at(0) != 1f || times.at(steps) != 0f) {
            return "the schedule of its flow does not run from 1 to 0";
        }
        for (int step = 0; step < steps; step++) {
            if (!(times.at(step + 1) < times.at(step))) {
                return "the schedule of its flow does not fall at step " + step + ": " + times.at(step) + ", then "
                        + times.at(step + 1);
            }
        }
        return null;
    }

    private static Optional<PayloadFlaw> latents(FlowArrays flow, int trained) {
        PackedFloats latents = flow.latents();
        long expected = (trained + 1L) * flow.latentTokens() * flow.latentSize();
        if (flow.latentTokens() < 1 || flow.latentSize() < 1 || latents.length() != expected) {
            return flaw("its flow holds " + latents.length() + " latent values, but " + trained + " steps of "
                    + flow.latentTokens() + " tokens of " + flow.latentSize() + " need " + expected);
        }
        for (int i = 0; i < latents.length(); i++) {
            if (!Float.isFinite(latents.at(i))) {
                return Optional.of(
                        new PayloadFlaw.BadDrawing("latent value " + i + " of its flow is " + latents.at(i), true));
            }
        }
        return Optional.empty();
    }
}
