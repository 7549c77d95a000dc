package dev.millrace.runtime.role;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.checkpoint.CarriedAutoencoder;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.PolicySource;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies by the names that commands and settings have for them. */
public final class Policies {

    private static final String BASE_RESOURCES = "dev/millrace/policy/base";

    private Policies() {}

    /** The policy a run begins with; errors as {@link #load(String)}. */
    public static SavedModel load(PolicySource source) {
        return load(source.checkpoint());
    }

    /**
     * A policy by name.
     *
     * @param name {@code base}, the folder of a checkpoint, or a folder of checkpoints, whose newest is meant
     * @throws UsageException if there is no such folder
     * @throws dev.millrace.policy.checkpoint.CheckpointException if a file in it is missing, truncated or malformed
     */
    public static SavedModel load(String name) {
        return SavedModel.read(source(name));
    }

    /**
     * The autoencoder of a policy by name; the caller closes it.
     *
     * @param drawing what the policy draws
     * @throws UsageException if there is no such folder
     * @throws dev.millrace.policy.checkpoint.CheckpointException naming both digests, if neither the shipped autoencoder nor
     *     the one that lies with the policy is the one it draws for
     */
    public static Autoencoder autoencoder(String name, DrawingConfig drawing) {
        return CarriedAutoencoder.open(drawing, source(name));
    }

    private static ModelSource source(String name) {
        if (name.equals(PolicySource.BASE)) {
            return ModelSource.resources(Policies.class.getClassLoader(), BASE_RESOURCES);
        }
        Path folder = Path.of(name);
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no checkpoint folder " + name + "; give a folder, or "
                    + PolicySource.BASE + " for the policy that ships with Millrace");
        }
        return ModelSource.folder(new CheckpointStore(folder, 2).newest().orElse(folder));
    }

    /**
     * The newest checkpoint of a run.
     *
     * @throws UsageException if there is none
     */
    public static SavedModel newest(Path checkpoints) {
        Path newest = new CheckpointStore(checkpoints, 2)
                .newest()
                .orElseThrow(() -> new UsageException("there is no checkpoint in " + checkpoints));
        return SavedModel.read(ModelSource.folder(newest));
    }
}
