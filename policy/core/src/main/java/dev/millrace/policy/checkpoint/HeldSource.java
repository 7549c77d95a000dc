package dev.millrace.policy.checkpoint;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files as they were when they were first read, whatever became of them since. Safe for all threads. */
final class HeldSource implements ModelSource {

    private final ModelSource source;
    private final Map<String, Optional<byte[]>> small = new ConcurrentHashMap<>();
    private final Map<String, ByteBuffer> large = new ConcurrentHashMap<>();

    HeldSource(ModelSource source) {
        this.source = source;
    }

    @Override
    public byte[] read(String name) {
        return small.computeIfAbsent(name, file -> Optional.of(source.read(file)))
                .orElseGet(() -> source.read(name)) // it was not there when it was looked for
                .clone();
    }

    @Override
    public Optional<byte[]> find(String name) {
        return small.computeIfAbsent(name, source::find).map(byte[]::clone);
    }

    @Override
    public ByteBuffer map(String name) {
        return large.computeIfAbsent(name, source::map).duplicate();
    }

    @Override
    public String describe(String name) {
        return source.describe(name);
    }
}
