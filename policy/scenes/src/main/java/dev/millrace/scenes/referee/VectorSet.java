package dev.millrace.scenes.referee;

/** Vectors of length 1 in the space that images and texts share. Immutable. */
public final class VectorSet {

    private final int width;
    private final double[] values;

    private VectorSet(int width, double[] values) {
        this.width = width;
        this.values = values;
    }

    /**
     * Vectors scaled to length 1; one of zeros stays as it is.
     *
     * @param width numbers in one vector
     * @param values one vector after the other
     * @throws IllegalArgumentException if the values do not divide into vectors, or one is not finite
     */
    public static VectorSet unit(int width, double... values) {
        if (width < 1 || values.length % width != 0) {
            throw new IllegalArgumentException(values.length + " values are no vectors of " + width);
        }
        double[] scaled = values.clone();
        for (int from = 0; from < scaled.length; from += width) {
            double square = 0;
            for (int i = from; i < from + width; i++) {
                square += scaled[i] * scaled[i];
            }
            if (!Double.isFinite(square)) {
                throw new IllegalArgumentException("vector " + from / width + " is not finite");
            }
            double length = square == 0 ? 1 : Math.sqrt(square);
            for (int i = from; i < from + width; i++) {
                scaled[i] /= length;
            }
        }
        return new VectorSet(width, scaled);
    }

    /** A run of vectors out of an array of many. */
    static VectorSet unit(int width, float[] values, int first, int count) {
        double[] own = new double[count * width];
        for (int i = 0; i < own.length; i++) {
            own[i] = values[first * width + i];
        }
        return unit(width, own);
    }

    /** The number of vectors. */
    public int size() {
        return values.length / width;
    }

    /** The cosine between one of these and one of other vectors, from -1 to 1. */
    public double cosine(int index, VectorSet others, int other) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += values[index * width + i] * others.values[other * width + i];
        }
        return sum;
    }
}
