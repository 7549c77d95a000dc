package dev.millrace.policy.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The files of a source with one of them said anew. */
record OverlaidSource(ModelSource below, String name, String content) implements ModelSource {

    @Override
    public byte[] read(String file) {
        return file.equals(name) ? bytes() : below.read(file);
    }

    private byte[] bytes() {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> find(String file) {
        return file.equals(name) ? Optional.of(bytes()) : below.find(file);
    }

    @Override
    public boolean has(String file) {
        return file.equals(name) || below.has(file);
    }

    @Override
    public ByteBuffer map(String file) {
        return file.equals(name) ? ByteBuffer.wrap(bytes()).asReadOnlyBuffer() : below.map(file);
    }

    @Override
    public InputStream open(String file) {
        return file.equals(name) ? new ByteArrayInputStream(bytes()) : below.open(file);
    }

    @Override
    public long length(String file) {
        return file.equals(name) ? bytes().length : below.length(file);
    }

    @Override
    public String describe(String file) {
        return below.describe(file);
    }
}
