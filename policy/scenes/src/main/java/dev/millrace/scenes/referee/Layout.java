package dev.millrace.scenes.referee;

import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parameters of a referee's network, by name. */
final class Layout {

    private final Map<String, ParameterSpec> specs = new TreeMap<>();

    /** A square convolution with its bias. */
    Layout convolution(String name, int out, int in, int size) {
        return weighted(name, TensorShape.of(out, in, size, size), in * size * size, out);
    }

    /** A convolution over a sequence, with its bias. */
    Layout sequenceConvolution(String name, int out, int in, int size) {
        return weighted(name, TensorShape.of(out, in, size), in * size, out);
    }

    /** A linear layer with its bias. */
    Layout linear(String name, int out, int in) {
        return weighted(name, TensorShape.of(out, in), in, out);
    }

    /** Rows of random values. */
    Layout table(String name, int rows, int width) {
        return add(new ParameterSpec(name, TensorShape.of(rows, width), 0, 1 / Math.sqrt(width), false));
    }

    /** A single number. */
    Layout scalar(String name, double value) {
        return add(new ParameterSpec(name, TensorShape.of(1), value, 0, false));
    }

    private Layout weighted(String name, TensorShape shape, int fanIn, int out) {
        add(new ParameterSpec(name + ".weight", shape, 0, Math.sqrt(2.0 / fanIn), true));
        return add(new ParameterSpec(name + ".bias", TensorShape.of(out), 0, 0, false));
    }

    private Layout add(ParameterSpec spec) {
        specs.put(spec.name(), spec);
        return this;
    }

    /** All parameters, by name. */
    List<ParameterSpec> specs() {
        return List.copyOf(specs.values());
    }

    /** Random parameters: the same seed gives the same on every machine. */
    ParameterArrays initialize(long seed) {
        return load(ParameterInitializer.initialize(specs(), seed));
    }

    /** Parameters in native memory; the caller closes them. */
    ParameterArrays load(Map<String, Tensor> tensors) {
        return ParameterArrays.load(specs(), tensors);
    }

    /**
     * Checks that tensors are those of this network.
     *
     * @throws RefereeException naming the tensor that is missing, unexpected or of another shape
     */
    void require(Map<String, Tensor> tensors, String where) {
        specs.forEach((name, spec) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null || !tensor.shape().equals(spec.shape())) {
                throw new RefereeException(where + ": tensor '" + name + "' is "
                        + (tensor == null ? "missing" : "of shape " + tensor.shape()) + ", but " + spec.shape()
                        + " is needed; make the referee anew with pretrain");
            }
        });
        tensors.keySet().forEach(name -> {
            if (!specs.containsKey(name)) {
                throw new RefereeException(where + ": tensor '" + name + "' is not part of this referee");
            }
        });
    }
}
