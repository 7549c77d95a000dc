package dev.millrace.models.parameters;

import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What identifies weights: equal digests, equal bytes.
 *
 * @param whole SHA-256, in hexadecimal, of the canonical safetensors bytes without metadata
 * @param tensors CRC-32C of each tensor's little-endian bytes, by name
 */
public record WeightsDigest(String whole, Map<String, Integer> tensors) {

    public WeightsDigest {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /** The digest of float32 tensors. */
    public static WeightsDigest of(Map<String, Tensor> tensors) {
        Map<String, Integer> checksums = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            CRC32C checksum = new CRC32C();
            checksum.update(tensor.bytes());
            checksums.put(name, (int) checksum.getValue());
        });
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] whole = sha256.digest(SafetensorsWriter.toBytes(Safetensors.of(tensors)));
            return new WeightsDigest(HexFormat.of().formatHex(whole), checksums);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
