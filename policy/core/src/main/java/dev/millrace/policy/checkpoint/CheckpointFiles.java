package dev.millrace.policy.checkpoint;

import dev.millrace.policy.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The files of a checkpoint; {@code state.json} holds the digests of the others. */
final class CheckpointFiles {

    private static final int PIECE_BYTES = 256 * 1024;

    private CheckpointFiles() {}

    /** Files by name, {@code state.json} last: it can be written only when the others were. */
    static Map<String, FileContents> of(Map<String, FileContents> policy, TrainingState state) {
        Map<String, FileContents> files = new LinkedHashMap<>(policy);
        Map<String, String> digests = new TreeMap<>();
        files.replaceAll((name, contents) -> digested(contents, sha256 -> digests.put(name, sha256)));
        files.put(
                StateFile.NAME,
                sink -> sink.accept(ByteBuffer.wrap(CheckpointJson.write(new StateFile(state, digests)))));
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

    /**
     * Compares every file with its digest.
     *
     * @throws CheckpointException naming the file that is missing or differs
     */
    static Checkpoint verified(ModelSource source) {
        StateFile state = file(source);
        state.digests().forEach((name, sha256) -> {
            if (!digest(source, name).equals(sha256)) {
                throw new CheckpointException(
                        source.describe(name),
                        "differs from the digest in " + StateFile.NAME
                                + " (truncated or changed); use an older checkpoint");
            }
        });
        return new Checkpoint(source, state.state());
    }

    /** Where the run stood, as the checkpoint says. */
    static TrainingState state(ModelSource source) {
        return file(source).state();
    }

    private static StateFile file(ModelSource source) {
        return CheckpointJson.read(source.read(StateFile.NAME), StateFile.class, source.describe(StateFile.NAME));
    }

    /** Of a file of any length. */
    private static String digest(ModelSource source, String name) {
        Sha256 digest = new Sha256();
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = source.open(name)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(ByteBuffer.wrap(piece, 0, count));
            }
            return digest.finish();
        } catch (IOException e) {
            throw new CheckpointException(source.describe(name), "cannot be read: " + e.getMessage(), e);
        }
    }
}
