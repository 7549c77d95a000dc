/**
 * Weights on their way from who trains to who samples: what an update is, and its one encoding. Plain Java: a family says
 * where its tensors lie ({@link dev.millrace.policy.safetensors.TensorSource}) and where they go ({@link
 * dev.millrace.policy.safetensors.TensorSink}).
 *
 * <p>Encoded bytes are immutable and safe to share among threads.
 */
@NullMarked
package dev.millrace.policy.weights;

import org.jspecify.annotations.NullMarked;
