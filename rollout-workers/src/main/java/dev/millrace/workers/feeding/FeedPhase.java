package dev.millrace.workers.feeding;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a curriculum.
 *
 * @param epoch round of the data set at whose beginning the phase begins, from 0
 * @param step step of training at which the phase begins, if that is later; counted as prompts fed over
 *     {@code learner.batch_groups}
 * @param weights how often categories come, against each other; {@code *} is all that are not named, and what has no weight
 *     does not come. Without any the whole data set comes in its order
 */
public record FeedPhase(int epoch, int step, Map<String, Double> weights) {

    /** Stands for all categories that are not named. */
    public static final String OTHERS = "*";

    /** @throws IllegalArgumentException naming the key that is out of range */
    public FeedPhase {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch must not be negative, but is " + epoch);
        }
        if (step < 0) {
            throw new IllegalArgumentException("step must not be negative, but is " + step);
        }
        // In one order in every process: what is fed is known by it after a restart.
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            if (!(weight.getValue() >= 0) || Double.isInfinite(weight.getValue())) {
                throw new IllegalArgumentException("weights." + weight.getKey()
                        + " must be a finite number that is not negative, not " + weight.getValue());
            }
        }
        if (!weights.isEmpty() && weights.values().stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException("weights are all 0; nothing would come");
        }
    }

    /** The position at which it begins. */
    long begins(int size, int promptsPerStep) {
        return Math.max((long) epoch * size, (long) step * promptsPerStep);
    }
}
