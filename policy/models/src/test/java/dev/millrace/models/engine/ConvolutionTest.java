package dev.millrace.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two images at once, since the engine goes another way for a single one; held to the sums in float64. */
class ConvolutionTest {

    private static final int IMAGES = 2;
    private static final int EDGE = 8;
    private static final int KERNEL = 3;

    @ParameterizedTest(name = "{0} to {1} channels")
    @CsvSource({"3, 24", "16, 12", "17, 16", "20, 32", "24, 48", "32, 12", "40, 3"})
    void shouldSumOverAllChannels(int in, int out) {
        assertAlike(
                outcome(in, out, 1, DataType.FLOAT32).values(),
                outcome(in, out, 1, DataType.FLOAT64).values());
    }

    @ParameterizedTest(name = "{0} to {1} channels by steps of {2}")
    @CsvSource({"1, 1, 1", "3, 24, 1", "16, 12, 1", "24, 48, 2", "32, 12, 1", "40, 3, 1", "48, 96, 2", "96, 16, 2"})
    void shouldGiveTheGradientsOfThatSum(int in, int out, int stride) {
        Outcome single = outcome(in, out, stride, DataType.FLOAT32);
        Outcome exact = outcome(in, out, stride, DataType.FLOAT64);
        assertAlike(single.ofImages(), exact.ofImages());
        assertAlike(single.ofWeights(), exact.ofWeights());
        assertAlike(single.ofBias(), exact.ofBias());
    }

    @ParameterizedTest(name = "{0} channels")
    @CsvSource({"16", "24"})
    void shouldSumOverSequencesToo(int channels) {
        assertAlike(sequences(channels, DataType.FLOAT32), sequences(channels, DataType.FLOAT64));
    }

    private record Outcome(double[] values, double[] ofImages, double[] ofWeights, double[] ofBias) {}

    private static Outcome outcome(int in, int out, int stride, DataType type) {
        SplittableRandom random = new SplittableRandom(in * 100L + out);
        try (GradientScope scope = GradientScope.open()) {
            NDArray images = drawn(scope.manager(), random, type, new Shape(IMAGES, in, EDGE, EDGE));
            NDArray weights = drawn(scope.manager(), random, type, new Shape(out, in, KERNEL, KERNEL));
            NDArray bias = drawn(scope.manager(), random, type, new Shape(out));
            for (NDArray each : new NDArray[] {images, weights, bias}) {
                each.setRequiresGradient(true);
            }
            // Not the array whose gradient is asked for: the engine says only of such a one that it has a gradient.
            NDArray inner = images.mul(images);
            NDArray values = TensorOps.convolution(inner, weights, bias, new Shape(stride, stride), new Shape(1, 1));
            assertThat(values.getShape()).isEqualTo(new Shape(IMAGES, out, EDGE / stride, EDGE / stride));
            scope.backward(values.mul(drawn(scope.manager(), random, type, values.getShape()))
                    .sum());
            return new Outcome(
                    doubles(values),
                    doubles(images.getGradient()),
                    doubles(weights.getGradient()),
                    doubles(bias.getGradient()));
        }
    }

    private static double[] sequences(int channels, DataType type) {
        SplittableRandom random = new SplittableRandom(channels);
        try (NoGradScope scope = NoGradScope.open()) {
            return doubles(TensorOps.convolution(
                    drawn(scope.manager(), random, type, new Shape(IMAGES, channels, EDGE)),
                    drawn(scope.manager(), random, type, new Shape(16, channels, KERNEL)),
                    drawn(scope.manager(), random, type, new Shape(16)),
                    new Shape(1),
                    new Shape(1)));
        }
    }

    private static NDArray drawn(NDManager manager, SplittableRandom random, DataType type, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return manager.create(values, shape).toType(type, true);
    }

    private static double[] doubles(NDArray array) {
        return array.toType(DataType.FLOAT64, true).toDoubleArray();
    }

    private static void assertAlike(double[] found, double[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        assertThat(DoubleStream.of(found).allMatch(Double::isFinite)).isTrue();
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("value %d", i).isCloseTo(wanted[i], within(1e-3));
        }
    }
}
