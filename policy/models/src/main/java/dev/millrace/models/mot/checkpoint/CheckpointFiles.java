package dev.millrace.models.mot.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StateFile;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.weights.Sha256;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A checkpoint as the bytes of its files, and back; {@code state.json} holds the digests of the others. */
final class CheckpointFiles {

    static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private CheckpointFiles() {}

    /** Files by name, {@code state.json} last: it can be written only when the others were. */
    static Map<String, FileContents> encode(Checkpoint checkpoint) {
        Map<String, FileContents> files = checkpoint.model().files();
        files.put(OPTIMIZER_FILE, sink -> SafetensorsWriter.write(checkpoint.optimizer(), Map.of(), sink));
        Map<String, String> digests = new TreeMap<>();
        files.replaceAll((name, contents) -> digested(contents, sha256 -> digests.put(name, sha256)));
        files.put(StateFile.NAME, sink -> FileContents.of(
                        CheckpointJson.write(new StateFile(checkpoint.state(), digests)))
                .writeTo(sink));
        return files;
    }

    /** The same contents, of which the digest is told when they are written. */
    private static FileContents digested(FileContents contents, Consumer<String> told) {
        return sink -> {
            Sha256 digest = new Sha256();
            contents.writeTo(piece -> {
                digest.update(piece.duplicate());
                sink.accept(piece);
            });
            told.accept(digest.finish());
        };
    }

    static Checkpoint decode(ModelSource source) {
        StateFile stateFile =
                CheckpointJson.read(source.read(StateFile.NAME), StateFile.class, source.describe(StateFile.NAME));
        byte[] config = source.read(SavedModel.CONFIG_FILE);
        verify(source, SavedModel.CONFIG_FILE, ByteBuffer.wrap(config), stateFile);
        ByteBuffer model = mapVerified(source, SavedModel.MODEL_FILE, stateFile);
        ByteBuffer optimizer = mapVerified(source, OPTIMIZER_FILE, stateFile);
        if (stateFile.digests().containsKey(CarriedAutoencoder.FILE)) {
            mapVerified(source, CarriedAutoencoder.FILE, stateFile);
        }
        Map<String, Tensor> optimizerState = SavedModel.readTensors(optimizer, source.describe(OPTIMIZER_FILE));
        return new Checkpoint(SavedModel.parse(source, config, model), Map.copyOf(optimizerState), stateFile.state());
    }

    private static ByteBuffer mapVerified(ModelSource source, String name, StateFile stateFile) {
        ByteBuffer bytes = source.map(name);
        verify(source, name, bytes, stateFile);
        return bytes;
    }

    private static void verify(ModelSource source, String name, ByteBuffer bytes, StateFile stateFile) {
        Sha256 digest = new Sha256();
        digest.update(bytes.duplicate());
        if (!digest.finish().equals(stateFile.digests().get(name))) {
            throw new CheckpointException(
                    source.describe(name),
                    "differs from the digest in " + StateFile.NAME
                            + " (truncated or changed); use an older checkpoint");
        }
    }
}
