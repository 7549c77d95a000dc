package dev.millrace.policy.weights;

import java.util.List;

/**
 * The form of a low-rank adapter: {@code y += scale · B(A x)} beside linear layers.
 *
 * @param rank r, at least 1
 * @param alpha α, above 0
 * @param rankStabilized whether the scale is {@code α/√r} instead of {@code α/r}
 * @param targets last parts of the names of the layers that it stands beside, for instance {@code q_proj}; kept in alphabetical order
 * @param tower whether layers of the vision tower are among them
 */
public record AdapterForm(int rank, double alpha, boolean rankStabilized, List<String> targets, boolean tower) {

    /** How the name of an A ends, in every family as in peft. */
    public static final String DOWN = ".lora_A.weight";

    /** How the name of a B ends. */
    public static final String UP = ".lora_B.weight";

    /** @throws IllegalArgumentException naming what is out of range */
    public AdapterForm {
        if (rank < 1) {
            throw new IllegalArgumentException("r must be at least 1, not " + rank);
        }
        if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lora_alpha must be above 0, not " + alpha);
        }
        targets = targets.stream().distinct().sorted().toList();
    }

    /** The same, whose output is multiplied by so much more. */
    public AdapterForm scaled(double factor) {
        return new AdapterForm(rank, alpha * factor, rankStabilized, targets, tower);
    }

    /** By which the adapter's output is multiplied. */
    public double scale() {
        return rankStabilized ? alpha / Math.sqrt(rank) : alpha / rank;
    }
}
