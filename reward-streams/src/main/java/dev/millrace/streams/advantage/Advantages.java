package dev.millrace.streams.advantage;

import java.util.Arrays;
import java.util.List;

/** The advantages of a group's trajectories, in the order of its rewards. Immutable. */
public final class Advantages {

    private final double[] values;

    /** Takes ownership of {@code values}. */
    Advantages(double[] values) {
        this.values = values;
    }

    /** Exactly 0 for each of {@code size} trajectories: nothing to prefer. */
    static Advantages zero(int size) {
        return new Advantages(new double[size]);
    }

    /**
     * A weighted sum, part by part; exactly 0 where every part is.
     *
     * @param size number of trajectories
     * @param parts advantages of that many trajectories each
     * @param weights one for each part
     */
    public static Advantages weightedSum(int size, List<Advantages> parts, List<Double> weights) {
        double[] sum = new double[size];
        for (int part = 0; part < parts.size(); part++) {
            for (int i = 0; i < size; i++) {
                sum[i] += weights.get(part) * parts.get(part).values[i];
            }
        }
        return new Advantages(sum);
    }

    /** Number of trajectories. */
    public int size() {
        return values.length;
    }

    /** The advantage at a place. */
    public double at(int index) {
        return values[index];
    }

    /** The advantages as a new array. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Advantages that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
