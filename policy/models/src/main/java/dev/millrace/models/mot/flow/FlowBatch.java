package dev.millrace.models.mot.flow;

import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.RaggedRows;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.StochasticStep;
import java.util.Arrays;
import java.util.List;

/**
 * Recorded drawings laid out as P·G rows and N columns, N being the steps of the longest window: column t of any result
 * speaks of a drawing's stochastic step t. What is missing is padding, which {@link #mask()} marks with 0.
 *
 * <p>Plain Java arrays; nothing native is held.
 */
public final class FlowBatch {

    private final List<List<FlowPath>> groups;
    private final int group;
    private final int columns;
    private final int values;
    private final double guidance;

    /**
     * @param groups the drawings by prompt, in the order of the prompts
     * @throws IllegalArgumentException if a group is empty, a latent image has another size than the policy's, or drawings
     *     were guided differently
     */
    public FlowBatch(PolicyConfig config, List<List<FlowPath>> groups) {
        DrawingConfig drawing = config.requireDrawing();
        int widest = 0;
        int longest = 0;
        for (int prompt = 0; prompt < groups.size(); prompt++) {
            List<FlowPath> paths = groups.get(prompt);
            if (paths.isEmpty()) {
                throw new IllegalArgumentException("prompt " + prompt + " of the batch has no drawing");
            }
            widest = Math.max(widest, paths.size());
            for (FlowPath path : paths) {
                if (path.latentValues() != drawing.latentValues()) {
                    throw new IllegalArgumentException(
                            "a drawing for prompt " + prompt + " of the batch has latents of " + path.latentValues()
                                    + " values, but the policy draws " + drawing.latentValues());
                }
                longest = Math.max(longest, path.window());
            }
        }
        if (widest == 0) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        double scale = groups.get(0).get(0).guidance();
        if (groups.stream().flatMap(List::stream).anyMatch(path -> path.guidance() != scale)) {
            throw new IllegalArgumentException("the drawings of a batch were guided at different scales");
        }
        this.groups = groups.stream().map(List::copyOf).toList();
        this.group = widest;
        this.columns = longest;
        this.values = drawing.latentValues();
        this.guidance = scale;
    }

    /** Number of prompts, P. */
    public int prompts() {
        return groups.size();
    }

    /** Rows per prompt, G. */
    public int group() {
        return group;
    }

    /** P·G. */
    public int rows() {
        return groups.size() * group;
    }

    /** N. */
    public int columns() {
        return columns;
    }

    /** The row of one drawing. */
    public int row(int prompt, int index) {
        return prompt * group + index;
    }

    /** Drawings really given to one prompt. */
    public int drawings(int prompt) {
        return groups.get(prompt).size();
    }

    /** Stochastic steps of one drawing. */
    public int length(int prompt, int index) {
        return groups.get(prompt).get(index).window();
    }

    /** Real steps in the whole batch. */
    public int steps() {
        return groups.stream().flatMap(List::stream).mapToInt(FlowPath::window).sum();
    }

    /** The scale at which all of these were guided. */
    public double guidance() {
        return guidance;
    }

    /** Where the drawings stand, in the order of the prompts. */
    public RaggedRows ragged() {
        return RaggedRows.of(
                rows(), columns, groups.stream().mapToInt(List::size).toArray(), this::row, this::length);
    }

    /** 1 for a step, 0 for padding, (P·G, N). */
    public float[] mask() {
        return grid(0, (path, prompt, index, step) -> 1);
    }

    /** One value per step, 0 at padding, (P·G, N): for advantages, earlier log-probabilities and the like. */
    public float[] grid(StepValueSource source) {
        return grid(0, (path, prompt, index, step) -> source.at(prompt, index, step));
    }

    /** Says the value of one step of one drawing. */
    @FunctionalInterface
    public interface StepValueSource {
        float at(int prompt, int index, int step);
    }

    /** The time at which each step begins; padding stands at 1. */
    float[] times() {
        return grid(1, (path, prompt, index, step) -> path.time(step));
    }

    /** What a step's maths says of each, 0 at padding. */
    float[] ofSteps(StepFunction function) {
        return grid(0, (path, prompt, index, step) -> (float) function.of(path.step(step)));
    }

    @FunctionalInterface
    interface StepFunction {
        double of(StochasticStep step);
    }

    /** The latents before ({@code after = 0}) or after ({@code after = 1}) each step, (P·G, N, values). */
    float[] latents(int after) {
        float[] latents = new float[rows() * columns * values];
        for (int prompt = 0; prompt < prompts(); prompt++) {
            for (int index = 0; index < drawings(prompt); index++) {
                FlowPath path = groups.get(prompt).get(index);
                for (int step = 0; step < path.window(); step++) {
                    path.copyLatents(step + after, latents, (row(prompt, index) * columns + step) * values);
                }
            }
        }
        return latents;
    }

    private float[] grid(float padding, CellSource source) {
        float[] grid = new float[rows() * columns];
        Arrays.fill(grid, padding);
        for (int prompt = 0; prompt < prompts(); prompt++) {
            for (int index = 0; index < drawings(prompt); index++) {
                FlowPath path = groups.get(prompt).get(index);
                for (int step = 0; step < path.window(); step++) {
                    grid[row(prompt, index) * columns + step] = source.at(path, prompt, index, step);
                }
            }
        }
        return grid;
    }

    private interface CellSource {
        float at(FlowPath path, int prompt, int index, int step);
    }
}
