package dev.millrace.infra.local;

import dev.millrace.schemas.registry.RegistryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * The data folder of a local stack: {@code broker/}, {@code registry.json}, a lock, and a marker that is written last.
 *
 * <p>A folder that is not whole is refused, never repaired, since what it holds may be somebody's. Belongs to one
 * thread.
 */
final class StackFolder implements AutoCloseable {

    private static final String MARKER = "millrace-local.json";

    /** Stands in the folder until the marker does. */
    private static final String UNFINISHED = "millrace-local.unfinished";

    private final Path folder;
    private final FolderLock lock;

    private StackFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Locks a folder, and prepares it if it is new.
     *
     * @throws LocalStackException if it is in use, foreign, half-written, damaged or of a newer format
     */
    static StackFolder open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            requireFolder(folder);
            refuseForeign(folder); // before the lock leaves a file in it
            FolderLock lock = FolderLock.acquire(folder);
            try {
                StackFolder stack = new StackFolder(folder, lock);
                stack.prepare();
                return stack;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LocalStackException("data folder " + folder + " cannot be used: " + e, e);
        }
    }

    Path broker() {
        return folder.resolve("broker");
    }

    Path registry() {
        return folder.resolve("registry.json");
    }

    Path lastPorts() {
        return folder.resolve("last-ports.json");
    }

    @Override
    public void close() {
        lock.close();
    }

    private void prepare() throws IOException {
        Set<String> names = names(folder);
        if (names.contains(UNFINISHED)) {
            throw refused("is half-written: its first start was interrupted; delete it and start again");
        }
        if (!names.contains(MARKER)) {
            create();
        }
        verify();
    }

    private void create() throws IOException {
        Files.createFile(folder.resolve(UNFINISHED));
        String clusterId = Uuid.randomUuid().toString();
        LocalBroker.format(broker(), clusterId, LocalBroker.NODE);
        RegistryBackend.create(registry());
        new StackMarker(StackMarker.APPLICATION, StackMarker.FORMAT, clusterId).write(folder.resolve(MARKER));
        Files.delete(folder.resolve(UNFINISHED));
    }

    private void verify() throws IOException {
        StackMarker marker = StackMarker.read(folder.resolve(MARKER));
        if (!marker.application().equals(StackMarker.APPLICATION)) {
            throw refused("belongs to " + marker.application() + "; choose an empty or new folder");
        }
        if (marker.format() != StackMarker.FORMAT) {
            throw refused("has format " + marker.format() + ", this version of Millrace knows " + StackMarker.FORMAT
                    + "; use the version that made it, or choose a new folder");
        }
        Path properties = broker().resolve("meta.properties");
        if (!Files.exists(properties)) {
            throw refused(
                    "is damaged: " + properties + " is missing; restore the folder, or delete it and start again");
        }
        String clusterId = clusterId(properties);
        if (!marker.clusterId().equals(clusterId)) {
            throw refused("holds the broker of another cluster, " + clusterId + " instead of " + marker.clusterId()
                    + "; restore the folder, or choose a new one");
        }
    }

    private static String clusterId(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.getProperty("cluster.id", "none");
    }

    private static void requireFolder(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new LocalStackException("data folder " + folder + " is a file; choose a folder");
        }
        Files.createDirectories(folder);
    }

    private static void refuseForeign(Path folder) throws IOException {
        Set<String> names = names(folder);
        if (!names.isEmpty() && !names.contains(MARKER) && !names.contains(UNFINISHED)) {
            throw new LocalStackException("data folder " + folder + " holds other files and no " + MARKER
                    + ": it was not made by a local stack; choose an empty or new folder");
        }
    }

    /** What lies in a folder, but the lock. */
    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .collect(Collectors.toSet());
        }
    }

    private LocalStackException refused(String why) {
        return new LocalStackException("data folder " + folder + " " + why);
    }
}
