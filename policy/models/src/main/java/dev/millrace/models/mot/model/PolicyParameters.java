package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The native arrays of one policy, by name and as the structure the transformer reads. Owns its memory until closed.
 *
 * <p>Reading is safe for all threads as long as nobody writes: the arrays of {@link PolicyWeights} are never written, those
 * of a policy in training only by its trainer's thread.
 */
public final class PolicyParameters implements AutoCloseable {

    private final PolicyConfig config;
    private final ParameterArrays arrays;
    private final LayerParameters[] layers;

    private PolicyParameters(PolicyConfig config, ParameterArrays arrays) {
        this.config = config;
        this.arrays = arrays;
        this.layers = new LayerParameters[config.layers()];
        for (int layer = 0; layer < layers.length; layer++) {
            layers[layer] = bind(layer);
        }
    }

    /**
     * Copies tensors into native memory, as float32.
     *
     * @throws dev.millrace.models.parameters.WeightsException naming the tensor that is missing, unexpected, of another shape
     *     or of integers
     */
    public static PolicyParameters load(PolicyConfig config, Map<String, ? extends TensorSource> tensors) {
        return new PolicyParameters(config, ParameterArrays.load(ParameterLayout.of(config), tensors));
    }

    /**
     * Decodes tensors straight into native memory, as float32.
     *
     * @param source names them in error messages
     * @throws dev.millrace.models.parameters.WeightsException as {@link #load(PolicyConfig, Map)}
     * @throws dev.millrace.policy.weights.UpdateException if they are damaged or cannot be read
     */
    static PolicyParameters load(PolicyConfig config, String source, EncodedTensors tensors) {
        return new PolicyParameters(config, ParameterArrays.load(ParameterLayout.of(config), source, tensors));
    }

    /** Copies all arrays into new native memory; the copies carry no gradient. */
    public PolicyParameters copy() {
        return new PolicyParameters(config, arrays.copy());
    }

    /** Copies all values out of native memory, by name. */
    public Map<String, Tensor> toTensors() {
        return arrays.toTensors();
    }

    /** All values where they lie, by name. */
    public Map<String, TensorSource> sources() {
        return arrays.sources();
    }

    /**
     * All weights as they are now, encoded.
     *
     * @throws dev.millrace.policy.weights.NonFiniteTensorException naming the tensor that is not finite
     */
    public PolicyUpdate toUpdate(PolicyVersion version) {
        return PolicyUpdate.full(
                version, PolicyConfig.FAMILY, Architecture.toJson(config), TensorEncoder.encode(sources()));
    }

    /** The same, read where they lie each time that their bytes are: for who is done with that before they change or are freed. */
    public PolicyUpdate toUpdateInPlace(PolicyVersion version) {
        return PolicyUpdate.full(
                version, PolicyConfig.FAMILY, Architecture.toJson(config), TensorEncoder.inPlace(sources()));
    }

    public PolicyConfig config() {
        return config;
    }

    /** The arrays by name, in the order of {@link ParameterLayout}. */
    public ParameterArrays arrays() {
        return arrays;
    }

    NDArray get(String name) {
        return arrays.get(name);
    }

    LayerParameters layer(int layer) {
        return layers[layer];
    }

    /** The output matrix, (vocabulary, width). */
    NDArray head() {
        return get(config.tiedHead() ? ParameterLayout.TOKEN_EMBEDDING : ParameterLayout.HEAD);
    }

    private LayerParameters bind(int layer) {
        Map<Modality, ExpertGroup> experts = new EnumMap<>(Modality.class);
        for (Modality modality : config.experts()) {
            experts.put(modality, bind(layer, modality));
        }
        return new LayerParameters(
                get(ParameterLayout.inLayer(layer, "attention.norm")),
                get(ParameterLayout.inLayer(layer, "attention.qkv")),
                get(ParameterLayout.inLayer(layer, "attention.out")),
                get(ParameterLayout.inLayer(layer, "experts.norm")),
                experts);
    }

    private ExpertGroup bind(int layer, Modality modality) {
        MixtureConfig mixture = config.mixture();
        if (mixture == null) {
            return new ExpertGroup(null, List.of(expert(ParameterLayout.expert(layer, modality))), 1);
        }
        List<ExpertGroup.ExpertParameters> experts = IntStream.range(0, mixture.experts())
                .mapToObj(number -> expert(ParameterLayout.expert(layer, modality, number)))
                .toList();
        return new ExpertGroup(get(ParameterLayout.router(layer, modality)), experts, mixture.active());
    }

    private ExpertGroup.ExpertParameters expert(String name) {
        return new ExpertGroup.ExpertParameters(get(name + ".gate"), get(name + ".up"), get(name + ".down"));
    }

    @Override
    public void close() {
        arrays.close();
    }
}
