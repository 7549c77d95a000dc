package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * How a new adapter begins, by peft's rules: B with 0, so that it adds nothing; A uniformly within ±1/√in, which is what
 * Kaiming's rule with a = √5 comes to. Drawn in Java: the same seed gives the same adapter on every machine. Pure.
 */
public final class AdapterStart {

    private static final long ODD = 0x9E3779B97F4A7C15L;

    private AdapterStart() {}

    /** Values of parameters by name; each depends only on the seed, its name and its shape. */
    public static Map<String, Tensor> of(List<ParameterSpec> specs, long seed) {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (ParameterSpec spec : specs) {
            float[] values = new float[Math.toIntExact(spec.shape().elements())];
            if (spec.name().endsWith(AdapterLayout.DOWN)) {
                noise(
                        values,
                        1 / Math.sqrt(spec.shape().dimension(1)),
                        seed * ODD + spec.name().hashCode());
            }
            tensors.put(spec.name(), Tensor.ofFloats(spec.shape(), values));
        }
        return tensors;
    }

    private static void noise(float[] values, double bound, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
    }
}
