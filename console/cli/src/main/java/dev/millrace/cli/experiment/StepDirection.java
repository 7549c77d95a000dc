package dev.millrace.cli.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a step, or of some of its tokens.
 *
 * @param norm of the gradient of the whole batch
 * @param variance 1 − cos of the gradients of the two halves of the batch: 0 where they point the same way, 1 where they have nothing
 *     in common, 2 where they are opposite; null where a half has none
 */
public record StepDirection(double norm, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double variance) {

    /**
     * Of three norms, which say the angle: {@code ‖a + b‖² = ‖a‖² + ‖b‖² + 2‖a‖‖b‖cos}.
     *
     * @param first ‖a‖, of the first half
     * @param second ‖b‖, of the second
     * @param whole ‖a + b‖, of both
     */
    static StepDirection of(double first, double second, double whole) {
        double product = 2 * first * second;
        boolean known = product > 0 && Double.isFinite(product) && Double.isFinite(whole);
        double cosine = known ? (whole * whole - first * first - second * second) / product : 0;
        return new StepDirection(whole, known ? 1 - Math.max(-1, Math.min(1, cosine)) : null);
    }

    /** The mean over batches. */
    static StepDirection mean(List<StepDirection> batches) {
        double norms = 0;
        double sum = 0;
        int known = 0;
        for (StepDirection batch : batches) {
            norms += batch.norm();
            Double variance = batch.variance();
            if (variance != null) {
                sum += variance;
                known++;
            }
        }
        return new StepDirection(norms / Math.max(1, batches.size()), known == 0 ? null : (Double) (sum / known));
    }
}
