package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.safetensors.TensorSource;
import java.util.Map;
import java.util.TreeMap;

/** What training of a policy that is there already begins with. Pure. */
public final class FirstWeights {

    private FirstWeights() {}

    /**
     * The weights of a policy, and beside them those of layers that it lacks, as a fresh policy has them. A layer that lets latents see
     * the image they change begins at 0: the policy draws as before.
     *
     * @param architecture that of the policy, or the same with more layers
     * @param seed of the fresh weights
     */
    public static Map<String, TensorSource> of(SavedModel policy, PolicyConfig architecture, long seed) {
        Map<String, TensorSource> weights = new TreeMap<>(policy.tensors());
        if (!architecture.equals(policy.config())) {
            ParameterLayout.initialize(architecture, seed).forEach(weights::putIfAbsent);
        }
        return weights;
    }
}
