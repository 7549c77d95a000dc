package dev.millrace.models.qwen.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The base of an adapter, as {@value #NAME} beside the adapter of a checkpoint says it.
 *
 * @param checkpoint the folder that held it, absolute; or where it lies among the resources of Millrace, which ships it
 * @param sha256 the digest of its weights, see {@link QwenFiles#sha256()}
 */
public record AdapterBase(String checkpoint, String sha256) {

    /** The file's name. */
    public static final String NAME = "base.json";

    /** What the description of a resource begins with. */
    private static final String RESOURCE = "classpath:";

    /** What a checkpoint says of the base of its adapter; empty for adapters that were not made here. */
    public static Optional<AdapterBase> of(ModelSource checkpoint) {
        return checkpoint
                .find(NAME)
                .map(bytes -> CheckpointJson.read(bytes, AdapterBase.class, checkpoint.describe(NAME)));
    }

    /** The file's contents. */
    public FileContents contents() {
        return FileContents.of(CheckpointJson.write(this));
    }

    /** The folder that holds the weights of a checkpoint. */
    public static String folder(ModelSource checkpoint) {
        String place = QwenFiles.place(checkpoint);
        if (place.startsWith(RESOURCE)) {
            return place.substring(0, place.lastIndexOf('/'));
        }
        Path weights = Path.of(place).toAbsolutePath().normalize();
        return String.valueOf(weights.getParent());
    }

    /**
     * Where the weights of a checkpoint lie: in it, or, of an adapter alone, where its base was when it was saved.
     *
     * @throws CheckpointException if that is not there any more
     */
    public static ModelSource weights(ModelSource checkpoint) {
        if (!AdapterFiles.areIn(checkpoint) || QwenFiles.areIn(checkpoint)) {
            return checkpoint;
        }
        String folder = of(checkpoint).map(AdapterBase::checkpoint).orElseGet(() -> AdapterConfigFile.base(checkpoint));
        if (folder.startsWith(RESOURCE)) {
            return ModelSource.resources(AdapterBase.class.getClassLoader(), folder.substring(RESOURCE.length()));
        }
        if (!isFolder(folder)) {
            throw new CheckpointException(
                    checkpoint.describe(AdapterConfigFile.NAME),
                    "is an adapter over the policy in " + (folder.isEmpty() ? "a folder that it does not name" : folder)
                            + ", which is not there; give policy.checkpoint the folder of that policy");
        }
        return ModelSource.folder(Path.of(folder));
    }

    private static boolean isFolder(String folder) {
        try {
            return !folder.isEmpty() && Files.isDirectory(Path.of(folder));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
