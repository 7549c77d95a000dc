package dev.millrace.policy.weights;

import dev.millrace.policy.safetensors.TensorSource;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What identifies weights: equal digests, equal bytes.
 *
 * @param whole SHA-256, in hexadecimal, of the canonical safetensors bytes without metadata
 * @param tensors CRC-32C of each tensor's little-endian bytes, by name: an unsigned number of 32 bits
 */
public record WeightsDigest(String whole, Map<String, Long> tensors) {

    public WeightsDigest {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /** The digest of tensors of any values, in no memory to speak of. */
    public static WeightsDigest of(Map<String, ? extends TensorSource> tensors) {
        return TensorEncoder.digest(tensors);
    }
}
