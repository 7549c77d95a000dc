package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A low-rank adapter (LoRA): {@code y += scale · B(A x)} beside linear layers.
 *
 * @param scale {@code alpha / r}, or {@code alpha / sqrt(r)} for rank-stabilised ones
 * @param down A by the name of the layer's weight without {@code .weight}, (r, in)
 * @param up B by the same name, (out, r)
 */
public record Adapter(double scale, Map<String, NDArray> down, Map<String, NDArray> up) {

    /** Adds nothing. */
    public static final Adapter NONE = new Adapter(0, Map.of(), Map.of());

    /** @throws IllegalArgumentException if a layer has only one of the two */
    public Adapter {
        down = Map.copyOf(down);
        up = Map.copyOf(up);
        if (!down.keySet().equals(up.keySet())) {
            throw new IllegalArgumentException("an adapter has A for " + down.keySet() + ", but B for " + up.keySet());
        }
    }

    /** An adapter with these parameters, which stay their owner's. */
    public static Adapter of(ParameterArrays arrays, double scale) {
        Map<String, NDArray> down = new HashMap<>();
        Map<String, NDArray> up = new HashMap<>();
        arrays.byName().forEach((name, array) -> {
            boolean isDown = name.endsWith(AdapterLayout.DOWN);
            String suffix = isDown ? AdapterLayout.DOWN : AdapterLayout.UP;
            (isDown ? down : up).put(name.substring(0, name.length() - suffix.length()), array);
        });
        return new Adapter(scale, down, up);
    }

    /** The same, its output multiplied by a factor. */
    public Adapter scaled(double factor) {
        return new Adapter(scale * factor, down, up);
    }

    /**
     * The matrices beside linear layers as the script takes them: none, or A and B of each.
     *
     * @param block what the names of the linear layers begin with
     * @param linear the rest of their names, in the order in which the script takes them
     * @param empty stands for those that a linear layer has not got
     */
    List<NDArray> of(String block, List<String> linear, NDArray empty) {
        if (down.isEmpty()) {
            return List.of();
        }
        List<NDArray> matrices = new ArrayList<>();
        for (String name : linear) {
            NDArray a = down.get(block + name);
            NDArray b = up.get(block + name);
            matrices.add(a == null ? empty : a);
            matrices.add(b == null ? empty : b);
        }
        return matrices;
    }
}
