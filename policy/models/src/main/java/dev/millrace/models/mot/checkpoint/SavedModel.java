package dev.millrace.models.mot.checkpoint;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.models.parameters.WeightsException;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ArchitectureDifference;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StoredTensors;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An architecture and its weights, as they lie in {@code config.json} and {@code model.safetensors}, and where it draws
 * for an autoencoder of its own that one, in {@code autoencoder.safetensors}.
 *
 * @param tensors the weights by name
 * @param autoencoder weights of the autoencoder whose latents it draws, by name; empty where that is the shipped one, and
 *     for a policy that only answers
 */
public record SavedModel(PolicyConfig config, Map<String, TensorSource> tensors, Map<String, Tensor> autoencoder) {

    static final String CONFIG_FILE = "config.json";
    static final String MODEL_FILE = "model.safetensors";

    public SavedModel {
        tensors = Map.copyOf(tensors);
        autoencoder = Map.copyOf(autoencoder);
    }

    /** A model that needs no autoencoder besides the shipped one. */
    public SavedModel(PolicyConfig config, Map<String, ? extends TensorSource> tensors) {
        this(config, Map.copyOf(tensors), Map.of());
    }

    /**
     * Reads a model; whether the tensors fit the architecture shows when weights are made of them.
     *
     * @throws CheckpointException if a file is missing, truncated or malformed
     */
    public static SavedModel read(ModelSource source) {
        return new SavedModel(
                readConfig(source, source.read(CONFIG_FILE)),
                readTensors(source, MODEL_FILE),
                CarriedAutoencoder.tensors(source));
    }

    /**
     * Reads the architecture alone.
     *
     * @throws CheckpointException if its file is missing or malformed
     */
    public static PolicyConfig readConfig(ModelSource source) {
        return readConfig(source, source.read(CONFIG_FILE));
    }

    private static PolicyConfig readConfig(ModelSource source, byte[] config) {
        return CheckpointJson.read(config, PolicyConfig.class, source.describe(CONFIG_FILE));
    }

    static Map<String, Tensor> readTensors(ByteBuffer bytes, String where) {
        try {
            Safetensors contents = SafetensorsReader.read(bytes, where);
            return contents.tensors();
        } catch (SafetensorsException e) {
            throw new CheckpointException("checkpoint", String.valueOf(e.getMessage()), e);
        }
    }

    /** The model that these weights are. */
    public static SavedModel of(PolicyWeights weights) {
        return new SavedModel(weights.config(), weights.toSafetensors().tensors());
    }

    /**
     * The autoencoder whose latents it draws; the caller closes it.
     *
     * @throws IllegalStateException if it does not draw
     * @throws CheckpointException naming both digests, if that is neither the shipped autoencoder nor the one it carries
     */
    public Autoencoder openAutoencoder() {
        return CarriedAutoencoder.open(config.requireDrawing(), autoencoder, CarriedAutoencoder.FILE);
    }

    /** The same with the autoencoder whose latents it draws, unless that ships along. */
    public SavedModel with(Autoencoder latents) {
        boolean ships = latents.digest().whole().equals(DrawingConfig.SHIPPED_AUTOENCODER);
        return ships ? this : new SavedModel(config, tensors, latents.toTensors());
    }

    /**
     * Writes the files into a folder, which is replaced if it exists.
     *
     * @throws CheckpointException if it cannot be written
     */
    public void write(Path folder) {
        try {
            FolderFiles.replace(folder, files());
        } catch (IOException e) {
            throw new CheckpointException(folder.toString(), "cannot be written: " + e, e);
        }
    }

    /** Its files by name. */
    public Map<String, FileContents> files() {
        Map<String, FileContents> files = new LinkedHashMap<>();
        files.put(CONFIG_FILE, FileContents.of(CheckpointJson.write(config)));
        files.put(MODEL_FILE, sink -> SafetensorsWriter.write(tensors, Map.of(), sink));
        if (!autoencoder.isEmpty()) {
            files.put(CarriedAutoencoder.FILE, sink -> SafetensorsWriter.write(autoencoder, Map.of(), sink));
        }
        return files;
    }

    /**
     * Checks that this model can continue a run of another architecture's name.
     *
     * @throws CheckpointException naming the first field that differs
     */
    public SavedModel requireArchitecture(PolicyConfig expected) {
        difference(expected, config).ifPresent(difference -> {
            throw new CheckpointException("checkpoint", "has another architecture: " + difference);
        });
        return this;
    }

    /** The first field in which an architecture differs from the one that is needed, in words. */
    public static Optional<String> difference(PolicyConfig expected, PolicyConfig found) {
        return ArchitectureDifference.find(expected, found).map(ArchitectureDifference::toString);
    }

    /**
     * The tensors of one of its files, or of a file beside them: none of them is in the heap before it is asked for. A file that
     * cannot be mapped as a whole is read tensor by tensor.
     *
     * @throws CheckpointException if the file is missing, truncated or malformed
     */
    public static Map<String, TensorSource> readTensors(ModelSource source, String file) {
        return readTensors(source, file, Integer.MAX_VALUE);
    }

    /** @param mostMapped longest file that is mapped, in bytes */
    static Map<String, TensorSource> readTensors(ModelSource source, String file, long mostMapped) {
        try {
            return source.length(file) > mostMapped
                    ? StoredTensors.of(source, file)
                    : Map.copyOf(readTensors(source.map(file), source.describe(file)));
        } catch (SafetensorsException e) {
            throw new CheckpointException("checkpoint", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A trainer of this model with an optimizer at rest; the caller closes it.
     *
     * @throws CheckpointException naming the tensor that does not fit the architecture
     */
    public PolicyTrainer toTrainer(AdamWSettings optimizer, double maxGradientNorm) {
        try {
            return new PolicyTrainer(config, tensors, optimizer, maxGradientNorm);
        } catch (WeightsException e) {
            throw new CheckpointException("checkpoint", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The weights in native memory; the caller closes them.
     *
     * @throws CheckpointException naming the tensor that does not fit the architecture
     */
    public PolicyWeights toWeights(PolicyVersion version) {
        try {
            return PolicyWeights.of(config, version, tensors);
        } catch (WeightsException e) {
            throw new CheckpointException("checkpoint", String.valueOf(e.getMessage()), e);
        }
    }
}
