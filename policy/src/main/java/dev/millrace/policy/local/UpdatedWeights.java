package dev.millrace.policy.local;

import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.WeightsCodec;
import dev.millrace.policy.parameters.WeightsException;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Makes weights of updates, with every checksum compared. Stateless. */
final class UpdatedWeights {

    private UpdatedWeights() {}

    /**
     * The weights in native memory, owned by the caller.
     *
     * @throws UpdateException if a checksum is wrong, or the tensors do not fit the architecture
     */
    static PolicyWeights of(PolicyUpdate update, PolicyConfig config) {
        PolicyWeights weights;
        try (InputStream bytes = update.tensors().open()) {
            weights = WeightsCodec.decode(
                    ByteBuffer.wrap(bytes.readAllBytes()),
                    update.name(),
                    config,
                    update.version(),
                    update.tensors().sha256());
        } catch (WeightsException | SafetensorsException | IOException e) {
            throw new UpdateException(String.valueOf(e.getMessage()), e);
        }
        try {
            compareTensors(update, weights);
            return weights;
        } catch (UpdateException e) {
            weights.close();
            throw e;
        }
    }

    private static void compareTensors(PolicyUpdate update, PolicyWeights weights) {
        update.tensors().digest().crc32c().forEach((name, stated) -> {
            Integer actual = weights.digest().tensors().get(name);
            if (actual == null || Integer.toUnsignedLong(actual) != stated) {
                throw new UpdateException(update.name() + ": tensor '" + name + "' has the CRC-32C "
                        + (actual == null ? "of nothing, it is missing" : Integer.toUnsignedString(actual))
                        + ", but " + stated + " was announced");
            }
        });
    }
}
