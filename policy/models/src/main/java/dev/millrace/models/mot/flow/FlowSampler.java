package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Draws G images to each of several prompts in one batch: deterministic Euler steps, and in a window of each prompt's the
 * stochastic steps of Flow-GRPO, whose log-probabilities are recorded.
 *
 * <p>Stateless besides the meaning of special tokens; safe for all threads. A drawing depends on the weights, its prompt,
 * its seed, its index in the group and the settings; the rest of the batch moves it by rounding only.
 */
public final class FlowSampler {

    private final SpecialTokens special;
    private final Sources sources;

    /** For policies that do not draw by the latents of images. */
    public FlowSampler(SpecialTokens special) {
        this(special, Sources.NONE);
    }

    /**
     * A sampler of any policy.
     *
     * @param sources encodes images that are to be changed; asked from any thread
     */
    public FlowSampler(SpecialTokens special, Sources sources) {
        this.special = special;
        this.sources = sources;
    }

    /**
     * Draws with one version of the weights.
     *
     * @param group images per prompt, G
     * @return G drawings per request, in the order of the requests
     * @throws IllegalStateException if the policy does not draw
     */
    public List<List<Drawing>> draw(
            WeightsLease weights, List<SamplingRequest> requests, int group, FlowSettings settings) {
        Transformer policy = weights.transformer();
        DrawingConfig drawing = policy.config().requireDrawing();
        PromptRows prompts = sources.rows(
                policy.config(), requests.stream().map(SamplingRequest::prompt).toList());
        FlowRow[] rows = new FlowRow[requests.size() * group];
        Arrays.setAll(
                rows,
                row -> new FlowRow(requests.get(row / group).seed(), row % group, settings, drawing.latentValues()));
        FlowSchedule schedule = settings.schedule();
        float[] latents = new float[rows.length * drawing.latentValues()];
        for (int row = 0; row < rows.length; row++) {
            rows[row].begin(latents, row * drawing.latentValues());
        }
        try (NoGradScope scope = NoGradScope.open()) {
            GuidedVelocity velocity =
                    GuidedVelocity.encode(policy, scope.manager(), prompts, special, settings.guidance());
            Shape shape = new Shape(rows.length, drawing.latentTokens(), drawing.latentSize());
            float[] times = new float[rows.length];
            for (int step = 0; step < schedule.steps(); step++) {
                try (NDScope arrays = new NDScope()) {
                    arrays.suppressNotUsedWarning();
                    Arrays.fill(times, schedule.time(step));
                    NDArray current = scope.manager().create(latents, shape);
                    float[] velocities = velocity.at(current, times).toFloatArray();
                    for (int row = 0; row < rows.length; row++) {
                        rows[row].advance(schedule, step, latents, velocities, row * drawing.latentValues());
                    }
                }
            }
        }
        return grouped(rows, latents, group, schedule);
    }

    private static List<List<Drawing>> grouped(FlowRow[] rows, float[] latents, int group, FlowSchedule schedule) {
        int values = latents.length / rows.length;
        List<List<Drawing>> groups = new ArrayList<>();
        for (int begin = 0; begin < rows.length; begin += group) {
            List<Drawing> drawings = new ArrayList<>();
            for (int row = begin; row < begin + group; row++) {
                float[] drawn = Arrays.copyOfRange(latents, row * values, (row + 1) * values);
                Optional<FlowPath> path = rows[row].path(schedule);
                drawings.add(new Drawing(drawn, path));
            }
            groups.add(List.copyOf(drawings));
        }
        return List.copyOf(groups);
    }
}
