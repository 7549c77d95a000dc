package dev.millrace.models.qwen.verify;

import java.util.List;
import java.util.Locale;

/**
 * Log-probabilities after one step of AdamW, which moves them by up to 3 nat.
 *
 * <p>The first step of Adam divides each gradient by its own size: of one that is nothing but rounding it makes a whole step of
 * either sign. So the rounding of a forward pass decides more than it does elsewhere: of the vectors of Qwen2.5-VL, transformers
 * differs from itself by 1.4e-4 if attention is computed in another order, and plain PyTorch by 3.2e-4 in float32 and 3.3e-4 in
 * float64 (of Qwen3-VL 0.9e-5, 5.9e-5 and 4.9e-5). By how much depends on the weights. So it is measured: gradients are put off by
 * a tenth of what they may differ by, some times, and what that changes may be added to what log-probabilities may differ by.
 */
final class StepCheck implements Check {

    /** Of gradients; those of the vectors and ours differ by up to this, by their norms. */
    private static final double ROUNDING = Tolerance.RELATIVE / 10;

    private static final int TIMES = 4;

    /** The reference's gradients are rounded too. */
    private static final double OF_BOTH = 1.5;

    @Override
    public void run(VectorSet vectors, Results results) {
        VectorNode step = vectors.at("adamw_step");
        if (!step.exists()) {
            results.skipped("step of AdamW", "the vectors have none");
            return;
        }
        VectorNode wanted = step.at("logprobs_t1_after");
        float[] theirs = wanted.floats();
        FirstStep best = null;
        float[] own = {};
        String name = "";
        double least = Double.POSITIVE_INFINITY;
        for (String candidate : candidates(vectors, theirs.length)) {
            FirstStep first = new FirstStep(vectors, step, candidate);
            float[] after = first.exact();
            double difference = Differences.greatest(after, theirs);
            if (best == null || difference < least) {
                best = first;
                own = after;
                name = candidate;
                least = difference;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no sequence with gradients has a response of " + theirs.length
                    + " tokens, as the step of AdamW has");
        }
        double rounding = OF_BOTH * rounding(best, own);
        results.add(CheckResult.within(
                        name + ": log-probabilities after a step of AdamW",
                        least,
                        Tolerance.LOG_PROBS + rounding,
                        wanted.place())
                .noting(String.format(
                        Locale.ROOT, " (%.0e, and %.1e for rounding of gradients)", Tolerance.LOG_PROBS, rounding)));
    }

    /**
     * The step does not say of which sequence it is: of one that gradients are of, and with as long a response. Of several the
     * nearest is taken; a wrong one would be off by nats.
     */
    private static List<String> candidates(VectorSet vectors, int length) {
        return vectors.at("gradients").keys().stream()
                .filter(name -> vectors.responseIds(name).length == length)
                .toList();
    }

    private static double rounding(FirstStep step, float[] exact) {
        double greatest = 0;
        for (int seed = 0; seed < TIMES; seed++) {
            greatest = Math.max(greatest, Differences.greatest(step.disturbed(ROUNDING, seed), exact));
        }
        return greatest;
    }
}
