package dev.millrace.models.parameters;

import dev.millrace.policy.safetensors.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random initial parameters, drawn in Java: the same seed gives the same weights on every machine. */
public final class ParameterInitializer {

    private ParameterInitializer() {}

    /** Fresh parameters; each depends only on the seed, its name and its shape. */
    public static Map<String, Tensor> initialize(List<ParameterSpec> specs, long seed) {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (ParameterSpec spec : specs) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L + spec.name().hashCode());
            float[] values = new float[Math.toIntExact(spec.shape().elements())];
            for (int i = 0; i < values.length; i++) {
                double noise = spec.initialStd() == 0 ? 0 : spec.initialStd() * random.nextGaussian();
                values[i] = (float) (spec.initialMean() + noise);
            }
            tensors.put(spec.name(), Tensor.ofFloats(spec.shape(), values));
        }
        return tensors;
    }
}
