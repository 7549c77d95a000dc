package dev.millrace.policy.learning;

/**
 * A learning rate that rises linearly from near zero to its base, then falls along half a cosine to its floor and stays.
 *
 * @param base the highest rate
 * @param floor the last rate, at most {@code base}
 * @param warmupSteps steps of the rise; 0 begins at {@code base}
 * @param totalSteps step at which the floor is reached, beyond {@code warmupSteps}
 */
public record WarmupCosine(double base, double floor, long warmupSteps, long totalSteps) {

    public WarmupCosine {
        if (!(base > 0) || !(floor >= 0) || floor > base) {
            throw new IllegalArgumentException(
                    "rates need 0 <= floor <= base and base > 0, but are floor " + floor + ", base " + base);
        }
        if (warmupSteps < 0 || totalSteps <= warmupSteps) {
            throw new IllegalArgumentException("steps need 0 <= warmupSteps < totalSteps, but are warmupSteps "
                    + warmupSteps + ", totalSteps " + totalSteps);
        }
    }

    /** The rate of a step, counted from 0. */
    public double at(long step) {
        if (step < warmupSteps) {
            return base * (step + 1) / warmupSteps;
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / (totalSteps - warmupSteps));
        return floor + (base - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
