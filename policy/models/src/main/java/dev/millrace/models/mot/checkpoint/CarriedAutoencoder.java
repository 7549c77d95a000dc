package dev.millrace.models.mot.checkpoint;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * The autoencoder of a policy that draws. A policy names it by digest; one other than the shipped autoencoder lies in the
 * folder of the policy's checkpoint, and each later checkpoint of a run takes it along.
 */
public final class CarriedAutoencoder {

    /** Its file in the folder of a checkpoint. */
    static final String FILE = "autoencoder.safetensors";

    private CarriedAutoencoder() {}

    /**
     * The autoencoder that a policy names; the caller closes it.
     *
     * @param drawing what the policy draws
     * @param checkpoint where the policy's files lie
     * @throws CheckpointException naming both digests, if another one lies there, or none, and the shipped one is not it
     */
    public static Autoencoder open(DrawingConfig drawing, ModelSource checkpoint) {
        boolean ships = drawing.autoencoder().equals(DrawingConfig.SHIPPED_AUTOENCODER);
        return open(drawing, ships ? Map.of() : tensors(checkpoint), checkpoint.describe(FILE));
    }

    /** The same of weights that were read already. */
    static Autoencoder open(DrawingConfig drawing, Map<String, Tensor> weights, String where) {
        if (drawing.autoencoder().equals(DrawingConfig.SHIPPED_AUTOENCODER)) {
            return Autoencoder.shipped();
        }
        if (weights.isEmpty()) {
            throw new CheckpointException(
                    where,
                    "the file is missing: the policy draws for the autoencoder " + drawing.autoencoder()
                            + ", not for the one that ships with Millrace, " + DrawingConfig.SHIPPED_AUTOENCODER
                            + "; name the checkpoint that has it with policy.checkpoint, or copy the file");
        }
        Autoencoder carried = Autoencoder.of(AutoencoderConfig.base(), weights);
        try {
            carried.requireFor(drawing);
            return carried;
        } catch (IllegalArgumentException e) {
            carried.close();
            throw new CheckpointException(where, String.valueOf(e.getMessage()), e);
        }
    }

    /** Its weights as they lie in a checkpoint; empty where none does. */
    static Map<String, Tensor> tensors(ModelSource checkpoint) {
        Optional<byte[]> carried = checkpoint.find(FILE);
        return carried.isEmpty()
                ? Map.of()
                : SavedModel.readTensors(ByteBuffer.wrap(carried.get()), checkpoint.describe(FILE));
    }
}
