package dev.millrace.policy.safetensors;

import java.util.Arrays;

/** The dimensions of a tensor: immutable, none negative, their product within a long. Rank 0 is a scalar. */
public final class TensorShape {

    private final long[] dimensions;
    private final long elements;

    private TensorShape(long[] dimensions) {
        long product = 1;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(dimensions));
            }
            try {
                product = Math.multiplyExact(product, dimension);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("too many elements in shape " + Arrays.toString(dimensions), e);
            }
        }
        this.dimensions = dimensions;
        this.elements = product;
    }

    /** A shape of these dimensions, outermost first. */
    public static TensorShape of(long... dimensions) {
        return new TensorShape(dimensions.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dimensions.length;
    }

    /** The size of one dimension. */
    public long dimension(int axis) {
        return dimensions[axis];
    }

    /** Product of the dimensions; 1 for a scalar. */
    public long elements() {
        return elements;
    }

    /** A copy of the dimensions, outermost first. */
    public long[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorShape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
