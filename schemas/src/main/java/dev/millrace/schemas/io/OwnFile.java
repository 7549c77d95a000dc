package dev.millrace.schemas.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that their owner alone may read and write, as far as the file system knows of owners. */
public final class OwnFile {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private OwnFile() {}

    /** Writes the file, in the place of one that is there: who has that one open does not see this one. */
    public static void write(Path file, String text) throws IOException {
        Path folder = folder(file);
        // Nobody else may read a temporary file, whatever the folder.
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".part", attributes(folder));
        try {
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Makes an empty file to be appended to; one that is there is kept, and closed to others. */
    public static void open(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, attributes(folder(file)));
        } else if (knowsOwners(folder(file))) {
            Files.setPosixFilePermissions(file, OWNER);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is no file");
        }
        return folder;
    }

    private static FileAttribute<?>[] attributes(Path folder) throws IOException {
        return knowsOwners(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    private static boolean knowsOwners(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class);
    }
}
