package dev.millrace.policy.weights;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What identifies encoded tensors: equal digests, equal bytes.
 *
 * @param sha256 of all bytes, in hexadecimal
 * @param crc32c of each tensor's values, by name: an unsigned number of 32 bits
 */
public record TensorsDigest(String sha256, Map<String, Long> crc32c) {

    public TensorsDigest {
        crc32c = Collections.unmodifiableMap(new TreeMap<>(crc32c));
    }
}
