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
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder inside the shared one that is this worker's until it is closed, or its process ends. What another left in it, who is
 * gone, is deleted: so there are never more folders than workers. Its names are kept: servers may still have what lay there.
 */
final class OwnFolder implements AutoCloseable {

    private static final int MOST = 1_000;

    private final Path path;
    private final FileChannel channel;
    private Set<String> left = Set.of();

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
        left = names(path);
        for (String one : left) {
            FolderFiles.delete(path.resolve(one));
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(one -> one.getFileName().toString()).collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Names of what the worker before has left here, without those that lie in the folder of another too.
     *
     * @throws UncheckedIOException if the folders of others cannot be read
     */
    Set<String> leftovers() {
        Set<String> alone = new HashSet<>(left);
        Path shared = Objects.requireNonNull(path.getParent(), "it lies in the shared one");
        try (Stream<Path> folders = Files.list(shared)) {
            for (Path other : folders.filter(Files::isDirectory).toList()) {
                if (!other.equals(path)) {
                    alone.removeAll(names(other));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("folders of other workers cannot be read in " + shared + ": " + e, e);
        }
        return alone;
    }

    Path path() {
        return path;
    }

    /** Lets go of it with all that is in it, for the next worker to see what servers may still have. */
    void leave() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + path + " cannot be let go of: " + e, e);
        }
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
