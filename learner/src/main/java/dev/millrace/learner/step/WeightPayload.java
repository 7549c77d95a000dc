package dev.millrace.learner.step;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.weights.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Weights as they are published: canonical bytes, of finite numbers only.
 *
 * @param bytes safetensors, read-only
 * @param sha256 their digest
 * @param tensors a checksum per tensor
 * @param architecture the policy's architecture as JSON
 */
public record WeightPayload(ByteBuffer bytes, String sha256, List<TensorDigest> tensors, String architecture) {

    public WeightPayload {
        bytes = bytes.asReadOnlyBuffer();
        tensors = List.copyOf(tensors);
    }

    /** The payload from its first to its last byte; position and limit are the caller's own. */
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /**
     * Encodes weights.
     *
     * @throws NonFiniteWeightsException naming the tensor that is not finite
     */
    public static WeightPayload of(PolicyDescription policy, Map<String, Tensor> weights) {
        Safetensors contents = Safetensors.of(weights);
        List<TensorDigest> digests = new ArrayList<>();
        contents.tensors().forEach((name, tensor) -> {
            requireFinite(name, tensor);
            CRC32C checksum = new CRC32C();
            checksum.update(tensor.bytes());
            digests.add(new TensorDigest(name, checksum.getValue()));
        });
        ByteBuffer bytes = ByteBuffer.wrap(SafetensorsWriter.toBytes(contents));
        return new WeightPayload(bytes, Sha256.of(bytes), digests, policy.architecture());
    }

    private static void requireFinite(String name, Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NonFiniteWeightsException("weights are not finite after the step: value " + i + " of tensor '"
                        + name + "' is " + values[i]
                        + ". They were not published; lower learner.optimizer.lr and start again from a checkpoint");
            }
        }
    }
}
