package dev.millrace.workers.engines.weights;

import dev.millrace.policy.checkpoint.FolderFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder inside the shared one that is this worker's until it is closed, or its process ends. What another left in it, who is
 * gone, is deleted: so there are never more folders than workers.
 */
final class OwnFolder implements AutoCloseable {

    private static final int MOST = 1_000;

    private final Path path;
    private final FileChannel channel;

    private OwnFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws UncheckedIOException if the shared folder cannot be written */
    static OwnFolder in(Path shared) {
        try {
            Files.createDirectories(shared);
            for (int i = 0; i < MOST; i++) {
                OwnFolder taken = taken(shared, "worker-" + i);
                if (taken != null) {
                    taken.clear();
                    return taken;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("weights cannot be written to " + shared + ": " + e, e);
        }
        throw new IllegalStateException(shared + " is used by " + MOST + " workers");
    }

    private static @Nullable OwnFolder taken(Path shared, String name) throws IOException {
        FileChannel channel =
                FileChannel.open(shared.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another worker of this process has it.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new OwnFolder(shared.resolve(name), channel);
    }

    private void clear() throws IOException {
        Files.createDirectories(path);
        try (Stream<Path> left = Files.list(path)) {
            List<Path> all = left.toList();
            for (Path one : all) {
                FolderFiles.delete(one);
            }
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it. */
    @Override
    public void close() {
        try (channel) {
            FolderFiles.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("weights cannot be deleted from " + path + ": " + e, e);
        }
    }
}
