package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;

/**
 * Looks at how an image was drawn: its recorded steps must be steps of its schedule, of which the last is never stochastic.
 * Stateless.
 */
final class FlowCheck {

    private FlowCheck() {}

    /**
     * The number of denoising steps that can be trained.
     *
     * @param tokens response tokens of the trajectory, which must be none
     * @throws IllegalArgumentException if the record does not fit together
     * @throws ArithmeticException if a latent value is not finite
     */
    static int trainedSteps(Trajectory trajectory, int tokens) {
        FlowTrace flow = trajectory.getFlow();
        if (flow == null || trajectory.getImage() == null) {
            throw new IllegalArgumentException("it has an image without its flow, or a flow without its image");
        }
        if (tokens != 0) {
            throw new IllegalArgumentException("it is an image and has " + tokens + " response tokens as well");
        }
        int trained = PackedFloats.view(trajectory.getLogprobs()).length();
        if (trained < 1) {
            throw new IllegalArgumentException("it has no trained denoising step");
        }
        int steps = requireSchedule(PackedFloats.view(flow.getTimes()));
        if (flow.getWindowBegin() < 0 || flow.getWindowBegin() + (long) trained > steps - 1L) {
            throw new IllegalArgumentException("its " + trained + " recorded steps from step " + flow.getWindowBegin()
                    + " on do not end before the last of the " + steps + " steps of its schedule");
        }
        requireLatents(flow, trained);
        return trained;
    }

    private static int requireSchedule(PackedFloats times) {
        int steps = times.length() - 1;
        if (steps < 1 || times.at(0) != 1f || times.at(steps) != 0f) {
            throw new IllegalArgumentException("the schedule of its flow does not run from 1 to 0");
        }
        for (int step = 0; step < steps; step++) {
            if (!(times.at(step + 1) < times.at(step))) {
                throw new IllegalArgumentException("the schedule of its flow does not fall at step " + step + ": "
                        + times.at(step) + ", then " + times.at(step + 1));
            }
        }
        return steps;
    }

    private static void requireLatents(FlowTrace flow, int trained) {
        PackedFloats latents = PackedFloats.view(flow.getLatents());
        long expected = (trained + 1L) * flow.getLatentTokens() * flow.getLatentSize();
        if (flow.getLatentTokens() < 1 || flow.getLatentSize() < 1 || latents.length() != expected) {
            throw new IllegalArgumentException("its flow holds " + latents.length() + " latent values, but "
                    + trained + " steps of " + flow.getLatentTokens() + " tokens of " + flow.getLatentSize() + " need "
                    + expected);
        }
        for (int i = 0; i < latents.length(); i++) {
            if (!Float.isFinite(latents.at(i))) {
                throw new ArithmeticException("latent value " + i + " of its flow is " + latents.at(i));
            }
        }
    }
}
