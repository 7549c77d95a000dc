package dev.millrace.policy.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Writing that survives a power cut, and deleting whole folders. */
public final class FolderFiles {

    private static final String TEMPORARY = ".writing-";

    private FolderFiles() {}

    /** Writes a whole folder of files beside the target, in their order, then puts it in the target's place. */
    public static void replace(Path target, Map<String, FileContents> files) throws IOException {
        Path parent = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a folder to write has a parent");
        Path temporary = parent.resolve(TEMPORARY + target.getFileName());
        Files.createDirectories(parent);
        delete(temporary);
        Files.createDirectory(temporary);
        for (Map.Entry<String, FileContents> file : files.entrySet()) {
            writeSynced(temporary.resolve(file.getKey()), file.getValue());
        }
        sync(temporary);
        delete(target);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        sync(parent);
    }

    private static void writeSynced(Path file, FileContents contents) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            contents.writeTo(piece -> {
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            });
            channel.force(true);
        }
    }

    /** Makes the names in a folder durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> entries = Files.walk(folder)) {
            deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : deepestFirst) {
            Files.delete(entry);
        }
    }
}
