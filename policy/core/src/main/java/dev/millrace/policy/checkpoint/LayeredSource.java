package dev.millrace.policy.checkpoint;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The files of one source, and of another those that it lacks. */
record LayeredSource(ModelSource first, ModelSource other) implements ModelSource {

    /** Messages of a file that neither has name the first. */
    private ModelSource of(String name) {
        return !first.has(name) && other.has(name) ? other : first;
    }

    @Override
    public boolean has(String name) {
        return first.has(name) || other.has(name);
    }

    @Override
    public byte[] read(String name) {
        return of(name).read(name);
    }

    @Override
    public Optional<byte[]> find(String name) {
        return of(name).find(name);
    }

    @Override
    public ByteBuffer map(String name) {
        return of(name).map(name);
    }

    @Override
    public InputStream open(String name) {
        return of(name).open(name);
    }

    @Override
    public long length(String name) {
        return of(name).length(name);
    }

    @Override
    public String describe(String name) {
        return of(name).describe(name);
    }
}
