package dev.millrace.policy.checkpoint;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorPlace;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** Tensors of a file of any length, each read from it when it is asked for, and as often. Stateless. */
public final class StoredTensors {

    private static final int PIECE_BYTES = 256 * 1024;

    private StoredTensors() {}

    /**
     * The tensors of a safetensors file by name. Looks at its header only.
     *
     * @throws CheckpointException if it is missing or cannot be read
     * @throws dev.millrace.policy.safetensors.SafetensorsException if it is not in this format
     */
    public static Map<String, TensorSource> of(ModelSource checkpoint, String file) {
        Map<String, TensorSource> tensors = new TreeMap<>();
        try (InputStream in = checkpoint.open(file)) {
            SafetensorsStream.places(in, checkpoint.length(file), checkpoint.describe(file))
                    .forEach((name, place) -> tensors.put(name, new Stored(checkpoint, file, place)));
        } catch (IOException e) {
            throw new CheckpointException(checkpoint.describe(file), "cannot be read: " + e.getMessage(), e);
        }
        return tensors;
    }

    private record Stored(ModelSource checkpoint, String file, TensorPlace place) implements TensorSource {

        @Override
        public TensorForm form() {
            return place.form();
        }

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            byte[] piece = new byte[PIECE_BYTES];
            try (InputStream in = checkpoint.open(file)) {
                in.skipNBytes(place.begin());
                for (long left = form().bytes(); left > 0; ) {
                    int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, left));
                    if (count == 0) {
                        throw new EOFException(checkpoint.describe(file) + " ends before its last tensor does");
                    }
                    sink.accept(ByteBuffer.wrap(piece, 0, count));
                    left -= count;
                }
            }
        }
    }
}
