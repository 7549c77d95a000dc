package dev.millrace.models.parameters;

import dev.millrace.policy.safetensors.TensorShape;

/**
 * One parameter of an architecture.
 *
 * @param name as in a checkpoint
 * @param initialMean mean of its initial values
 * @param initialStd standard deviation of its initial values; 0 for constants
 * @param decayed whether weight decay applies: to matrices, not to gains, biases and embeddings
 */
public record ParameterSpec(String name, TensorShape shape, double initialMean, double initialStd, boolean decayed) {}
