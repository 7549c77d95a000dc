package dev.millrace.models.mot.model;

import dev.millrace.models.parameters.WeightsDigest;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import java.nio.ByteBuffer;

/**
 * Weights as bytes, for broadcast: canonical safetensors without metadata, so that their SHA-256 is
 * {@link WeightsDigest#whole()}. Stateless.
 */
public final class WeightsCodec {

    private WeightsCodec() {}

    /** The bytes of these weights, float32. */
    public static byte[] encode(PolicyWeights weights) {
        return SafetensorsWriter.toBytes(weights.toSafetensors());
    }

    /**
     * Weights from bytes.
     *
     * @param source names the bytes in error messages
     * @param expectedWhole the digest they must have
     * @throws dev.millrace.policy.safetensors.SafetensorsException if the bytes are malformed
     * @throws WeightsException if the digest or the architecture is another; nothing is kept of them then
     */
    public static PolicyWeights decode(
            ByteBuffer bytes, String source, PolicyConfig config, PolicyVersion version, String expectedWhole) {
        Safetensors contents = SafetensorsReader.read(bytes, source);
        PolicyWeights weights = PolicyWeights.of(config, version, contents.tensors());
        if (!weights.digest().whole().equals(expectedWhole)) {
            weights.close();
            throw new WeightsException(
                    source + ": digest is " + weights.digest().whole() + ", but " + expectedWhole + " was announced");
        }
        return weights;
    }
}
