package dev.millrace.models.mot.flow;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.drawing.StochasticStep;
import java.util.Optional;

/** One drawing on its way through a batch: takes its steps in the batch's latents and records its window. */
final class FlowRow {

    private final long seed;
    private final int index;
    private final FlowSettings settings;
    private final int values;
    private final int windowBegin;
    private final float[] recorded;
    private final float[] logProbs;
    private final float[] noise;

    FlowRow(long seed, int index, FlowSettings settings, int values) {
        this.seed = seed;
        this.index = index;
        this.settings = settings;
        this.values = values;
        int window = settings.window();
        this.windowBegin = window == 0 ? 0 : FlowNoise.window(seed, settings.windowPlaces());
        this.recorded = new float[window == 0 ? 0 : (window + 1) * values];
        this.logProbs = new float[window];
        this.noise = new float[window == 0 ? 0 : values];
    }

    /** Fills its part of the batch with noise. */
    void begin(float[] latents, int offset) {
        FlowNoise.initial(seed, settings.sharedNoise() ? 0 : index, latents, offset, values);
    }

    /** Takes a step in place. */
    void advance(FlowSchedule schedule, int step, float[] latents, float[] velocities, int offset) {
        int place = step - windowBegin;
        if (place >= 0 && place < settings.window()) {
            System.arraycopy(latents, offset, recorded, place * values, values);
            jump(schedule.stochastic(step, settings.noiseLevel()), step, place, latents, velocities, offset);
            System.arraycopy(latents, offset, recorded, (place + 1) * values, values);
        } else {
            float dt = schedule.time(step + 1) - schedule.time(step);
            for (int i = 0; i < values; i++) {
                latents[offset + i] += velocities[offset + i] * dt;
            }
        }
    }

    private void jump(StochasticStep step, int number, int place, float[] latents, float[] velocities, int offset) {
        FlowNoise.ofStep(seed, index, number, noise, 0, values);
        double squares = 0;
        for (int i = 0; i < values; i++) {
            double mean = step.mean(latents[offset + i], velocities[offset + i]);
            float next = (float) (mean + step.deviation() * noise[i]);
            double distance = (next - mean) / step.deviation();
            squares += distance * distance;
            latents[offset + i] = next;
        }
        logProbs[place] = (float) step.logDensity(squares / values);
    }

    /** What was recorded, once all steps are taken. */
    Optional<FlowPath> path(FlowSchedule schedule) {
        return settings.window() == 0
                ? Optional.empty()
                : Optional.of(new FlowPath(
                        schedule, windowBegin, recorded, logProbs, settings.noiseLevel(), settings.guidance()));
    }
}
