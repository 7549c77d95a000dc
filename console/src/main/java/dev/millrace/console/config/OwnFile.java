package dev.millrace.console.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that its owner alone may read and write, as far as the file system knows of owners. */
final class OwnFile {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private OwnFile() {}

    /** Writes the file, over one that is there; it is never open to others in between. */
    static void write(Path file, String text) throws IOException {
        boolean posix = Files.getFileStore(file.toAbsolutePath().getParent())
                .supportsFileAttributeView(PosixFileAttributeView.class);
        if (posix) {
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(file, OWNER);
            } else {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
            }
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
