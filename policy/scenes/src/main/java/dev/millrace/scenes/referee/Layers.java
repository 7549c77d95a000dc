package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;

/** The layers that referees are made of, over named parameters; all of them safe where gradients are recorded. */
record Layers(ParameterArrays parameters) {

    private static final float SMALLEST_SQUARE = 1e-8f;

    /** A 3×3 convolution and a rectifier: (batch, in, height, width) gives (batch, out, height/stride, width/stride). */
    NDArray convolution(String name, NDArray x, int stride) {
        return Activation.relu(TensorOps.convolution(
                x,
                parameters.get(name + ".weight"),
                parameters.get(name + ".bias"),
                new Shape(stride, stride),
                new Shape(1, 1)));
    }

    /** A convolution over a sequence that keeps its length, and a rectifier: (batch, in, length) gives (batch, out, length). */
    NDArray sequenceConvolution(String name, NDArray x) {
        NDArray weight = parameters.get(name + ".weight");
        return Activation.relu(TensorOps.convolution(
                x,
                weight,
                parameters.get(name + ".bias"),
                new Shape(1),
                new Shape(weight.getShape().get(2) / 2)));
    }

    NDArray linear(String name, NDArray x) {
        return TensorOps.linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
    }

    NDArray rectifiedLinear(String name, NDArray x) {
        return Activation.relu(linear(name, x));
    }

    /** Vectors over the last axis scaled to length 1. */
    static NDArray unit(NDManager manager, NDArray x) {
        int last = x.getShape().dimension() - 1;
        NDArray square = x.mul(x).sum(new int[] {last}, true);
        return x.div(square.add(manager.create(SMALLEST_SQUARE)).sqrt());
    }
}
