package dev.millrace.workers.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.WeightsCodec;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.weights.AssembledWeights;
import org.jspecify.annotations.Nullable;

/**
 * Makes weights of a version that was read whole: of the architecture that its manifest states, with every tensor's
 * checksum compared. A run has one architecture, that of its first weights. Confined to the follower's thread.
 */
public final class WeightLoader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private @Nullable PolicyConfig architecture;

    /**
     * The weights in native memory, owned by the caller.
     *
     * @throws WeightsException if the architecture is unreadable or another than before, or a checksum is wrong
     * @throws dev.millrace.policy.safetensors.SafetensorsException if the payload is malformed
     */
    public PolicyWeights load(AssembledWeights assembled) {
        String source = "weights version " + assembled.version();
        PolicyConfig stated = architecture(source, assembled.manifest().getArchitecture());
        PolicyConfig known = architecture;
        if (known != null && !known.equals(stated)) {
            throw new WeightsException(
                    source + " has the architecture " + stated + ", but the run began with " + known);
        }
        PolicyWeights weights = WeightsCodec.decode(
                assembled.payload(),
                source,
                stated,
                new PolicyVersion(assembled.version()),
                assembled.manifest().getSha256());
        try {
            compareTensors(source, assembled, weights);
        } catch (WeightsException e) {
            weights.close();
            throw e;
        }
        architecture = stated;
        return weights;
    }

    private static PolicyConfig architecture(String source, String json) {
        try {
            return JSON.readValue(json, PolicyConfig.class);
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    source + ": its architecture cannot be read: " + e.getOriginalMessage() + ": " + json);
        }
    }

    private static void compareTensors(String source, AssembledWeights assembled, PolicyWeights weights) {
        for (TensorDigest stated : assembled.manifest().getTensors()) {
            Integer actual = weights.digest().tensors().get(stated.getName());
            if (actual == null || Integer.toUnsignedLong(actual) != stated.getCrc32c()) {
                throw new WeightsException(source + ": tensor '" + stated.getName() + "' has the CRC-32C "
                        + (actual == null ? "of nothing, it is missing" : Integer.toUnsignedString(actual))
                        + ", but " + stated.getCrc32c() + " was announced");
            }
        }
    }
}
