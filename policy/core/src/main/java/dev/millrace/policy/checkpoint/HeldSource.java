package dev.millrace.policy.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of a folder as they were when they were first asked for, whatever became of them since: large ones stay open, and so
 * on the disk, until nobody refers to this any more. Safe for all threads.
 */
final class HeldSource implements ModelSource {

    private final Folder source;
    private final Map<String, Optional<byte[]>> small = new ConcurrentHashMap<>();
    private final Map<String, FileChannel> large = new ConcurrentHashMap<>();

    HeldSource(Folder source) {
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
    public boolean has(String name) {
        Optional<byte[]> known = small.get(name);
        return known == null ? large.containsKey(name) || source.has(name) : known.isPresent();
    }

    @Override
    public ByteBuffer map(String name) {
        return source.map(name, file(name));
    }

    @Override
    public InputStream open(String name) {
        return new FileStream(file(name));
    }

    @Override
    public long length(String name) {
        try {
            return file(name).size();
        } catch (IOException e) {
            throw new CheckpointException(describe(name), "cannot be read: " + e.getMessage(), e);
        }
    }

    private FileChannel file(String name) {
        return large.computeIfAbsent(name, source::channel);
    }

    @Override
    public String describe(String name) {
        return source.describe(name);
    }
}
