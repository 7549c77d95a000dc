package dev.millrace.scenes.referee;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.WeightsDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The weights of a referee, as they lie in one safetensors file.
 *
 * @param tensors by name
 */
public record RefereeWeights(Map<String, Tensor> tensors) {

    private static final String RESOURCES = "dev/millrace/scenes/referee";

    public RefereeWeights {
        tensors = Map.copyOf(tensors);
    }

    /** Where the referees lie that ship with this module. */
    public static ModelSource shipped() {
        return ModelSource.resources(RefereeWeights.class.getClassLoader(), RESOURCES);
    }

    /**
     * Reads weights; whether they fit a referee shows when it is made of them.
     *
     * @throws RefereeException if the file is missing or malformed
     */
    public static RefereeWeights read(ModelSource source, String file) {
        try {
            return new RefereeWeights(SafetensorsReader.read(source.read(file), source.describe(file))
                    .tensors());
        } catch (CheckpointException | SafetensorsException e) {
            throw new RefereeException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes the file into a folder, which is made if it does not exist. */
    public void write(Path folder, String file) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(file), SafetensorsWriter.toBytes(Safetensors.of(tensors)));
    }

    /** SHA-256 of the weights, in hexadecimal: what scores carry as the referee's digest. */
    public String digest() {
        return WeightsDigest.of(tensors).whole();
    }
}
