package dev.millrace.models.mot.checkpoint;

import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StateFile;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A checkpoint as the bytes of its files, and back; {@code state.json} holds the digests of the others. */
final class CheckpointFiles {

    static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private CheckpointFiles() {}

    /** File contents by name, {@code state.json} last. */
    static Map<String, byte[]> encode(Checkpoint checkpoint) {
        Map<String, byte[]> files = checkpoint.model().files();
        files.put(OPTIMIZER_FILE, SafetensorsWriter.toBytes(Safetensors.of(checkpoint.optimizer())));
        Map<String, String> digests = new TreeMap<>();
        files.forEach((name, bytes) -> digests.put(name, sha256(bytes)));
        files.put(StateFile.NAME, CheckpointJson.write(new StateFile(checkpoint.state(), digests)));
        return files;
    }

    static Checkpoint decode(ModelSource source) {
        StateFile stateFile =
                CheckpointJson.read(source.read(StateFile.NAME), StateFile.class, source.describe(StateFile.NAME));
        byte[] config = readVerified(source, SavedModel.CONFIG_FILE, stateFile);
        byte[] model = readVerified(source, SavedModel.MODEL_FILE, stateFile);
        byte[] optimizer = readVerified(source, OPTIMIZER_FILE, stateFile);
        if (stateFile.digests().containsKey(CarriedAutoencoder.FILE)) {
            readVerified(source, CarriedAutoencoder.FILE, stateFile);
        }
        Map<String, Tensor> optimizerState = SavedModel.readTensors(optimizer, source.describe(OPTIMIZER_FILE));
        return new Checkpoint(SavedModel.parse(source, config, model), optimizerState, stateFile.state());
    }

    private static byte[] readVerified(ModelSource source, String name, StateFile stateFile) {
        byte[] bytes = source.read(name);
        if (!sha256(bytes).equals(stateFile.digests().get(name))) {
            throw new CheckpointException(
                    source.describe(name),
                    "differs from the digest in " + StateFile.NAME
                            + " (truncated or changed); use an older checkpoint");
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
