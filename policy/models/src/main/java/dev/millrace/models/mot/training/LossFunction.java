package dev.millrace.models.mot.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.mot.model.Transformer;

/** What a micro-batch asks of the policy. */
@FunctionalInterface
public interface LossFunction {

    /**
     * Computes a scalar whose gradient is added to those gathered so far. Micro-batches of one step add up: scale each by its
     * share, with
     * {@link dev.millrace.models.engine.TensorOps#scale}, never with NDArray's operations on a {@code Number}: the backward
     * pass would read freed memory. Metrics are read here as floats; no array may leave.
     *
     * @param policy the policy in training, recording gradients
     * @param manager makes input arrays; all are freed after the backward pass
     */
    NDArray loss(Transformer policy, NDManager manager);
}
