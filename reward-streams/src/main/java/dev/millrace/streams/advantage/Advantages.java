package dev.millrace.streams.advantage;

import java.util.Arrays;

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
