package dev.millrace.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A folder for one instance of Kafka Streams.
 *
 * <p>Kafka Streams refuses to share a folder, and two instances on one machine with one configuration is what everybody
 * tries first: so an instance takes the first numbered folder that nobody holds, and keeps it until it is closed or its
 * process ends. A restarted instance finds its old one again.
 *
 * @param path the folder
 * @param lock held while the instance lives
 */
record StateFolder(Path path, FileLock lock) implements AutoCloseable {

    private static final int MOST = 256;

    /** The stores of one partition take some of that before they hold anything. */
    private static final long LEAST_SPACE = 16L * 1024 * 1024;

    /**
     * Takes a folder under {@code base}, which is created if need be.
     *
     * @throws UncheckedIOException if {@code base} cannot be written
     * @throws IllegalStateException if all are taken, or the file system is full
     */
    static StateFolder claim(Path base) {
        for (int number = 0; number < MOST; number++) {
            Path path = base.resolve(String.valueOf(number));
            try {
                Files.createDirectories(path);
                requireSpace(path, Files.getFileStore(path).getUsableSpace());
                FileLock lock = tryLock(path.resolve("instance.lock"));
                if (lock != null) {
                    return new StateFolder(path, lock);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "state folder " + path + " cannot be used (" + e + "); set streams.state_dir to a folder that"
                                + " can be written",
                        e);
            }
        }
        throw new IllegalStateException(
                "all " + MOST + " folders under " + base + " are in use; set streams.state_dir to another folder");
    }

    /** On a full disk the stores would fail one by one, far from the cause. */
    static void requireSpace(Path path, long usable) {
        if (usable < LEAST_SPACE) {
            throw new IllegalStateException("the file system of state folder " + path + " is full: " + usable / 1024
                    + " KiB are left, and " + LEAST_SPACE / 1024 + " are needed; free some space, or set"
                    + " streams.state_dir to another folder");
        }
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return lock;
        } catch (OverlappingFileLockException heldInThisProcess) {
            channel.close();
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException("lock on state folder " + path + " could not be released", e);
        }
    }
}
