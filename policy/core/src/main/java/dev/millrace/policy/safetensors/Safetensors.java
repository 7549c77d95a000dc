package dev.millrace.policy.safetensors;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contents of one safetensors file: named tensors and string metadata, both in the order of their names, so that
 * equal contents have equal bytes.
 *
 * @param tensors by name
 * @param metadata free text by name
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    public Safetensors {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** Tensors without metadata. */
    public static Safetensors of(Map<String, Tensor> tensors) {
        return new Safetensors(tensors, Map.of());
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException naming it, if there is none
     */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        return tensor;
    }
}
