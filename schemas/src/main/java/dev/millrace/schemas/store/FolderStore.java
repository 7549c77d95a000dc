package dev.millrace.schemas.store;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Objects as files: {@code AREA/SHA256}, written beside under a temporary name, synced, then moved. A process that dies
 * while it writes leaves a file {@code .writing-…} behind, which nobody reads.
 */
final class FolderStore implements ObjectStore {

    private static final int PIECE_BYTES = 1 << 20;

    /** With it an area is held to the form of areas. */
    private static final String NO_OBJECT = "0".repeat(64);

    private final Path folder;

    /** @param folder is made with the first object */
    FolderStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "folder:" + folder;
    }

    @Override
    public void put(ObjectKey key, long bytes, Content content) throws IOException {
        Path area = folder.resolve(key.area());
        createSynced(area);
        Path temporary = area.resolve(".writing-" + UUID.randomUUID());
        try {
            long written = write(temporary, content);
            if (written != bytes) {
                throw new IOException("object " + key + " has " + written + " bytes, not " + bytes);
            }
            Files.move(temporary, area.resolve(key.sha256()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(area);
    }

    private static long write(Path file, Content content) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = content.open();
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            int count = in.readNBytes(piece, 0, piece.length);
            while (count > 0) {
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                count = in.readNBytes(piece, 0, piece.length);
            }
            out.force(true);
            return out.size();
        }
    }

    /** Makes a folder, and the names of its parents durable as far as they are new. */
    private static void createSynced(Path area) throws IOException {
        if (Files.isDirectory(area)) {
            return;
        }
        Path parent = area.toAbsolutePath().getParent();
        if (parent != null) {
            createSynced(parent);
        }
        Files.createDirectories(area);
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        try {
            return Files.newInputStream(file(key));
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(folder.resolve(key.area()))) { // made with its first object, and never deleted
                throw new IOException(
                        "object " + key + " cannot be read: " + folder
                                + " holds nothing of its kind; see that it is the folder that was written, and is mounted",
                        e);
            }
            FileNotFoundException gone = new FileNotFoundException("object " + key + " is not in " + name());
            gone.initCause(e);
            throw gone;
        }
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    @Override
    public List<KeptObject> list(String area) throws IOException {
        Path top = folder.resolve(new ObjectKey(area, NO_OBJECT).area());
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        List<KeptObject> kept = new ArrayList<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                Path in = file.getParent();
                if (in != null && ObjectKey.isSha256(name)) {
                    String where = folder.relativize(in).toString().replace(File.separatorChar, '/');
                    kept.add(new KeptObject(
                            new ObjectKey(where, name),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) { // written, or deleted, a moment ago
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return List.copyOf(kept);
    }

    private Path file(ObjectKey key) {
        return folder.resolve(key.area()).resolve(key.sha256());
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
