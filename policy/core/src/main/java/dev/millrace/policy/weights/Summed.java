package dev.millrace.policy.weights;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.NonFinite;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Values whose checksum is taken while they are given. For one thread. */
final class Summed implements TensorSource {

    private final TensorSource values;
    private final CRC32C checksum = new CRC32C();

    Summed(TensorSource values) {
        this.values = values;
    }

    /** The checksum of what was given so far. */
    long checksum() {
        return checksum.getValue();
    }

    @Override
    public TensorForm form() {
        return values.form();
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        values.writeTo(piece -> {
            checksum.update(piece.duplicate());
            sink.accept(piece);
        });
    }

    @Override
    public Optional<NonFinite> nonFinite() throws IOException {
        return values.nonFinite();
    }
}
