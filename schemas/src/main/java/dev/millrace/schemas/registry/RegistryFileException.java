package dev.millrace.schemas.registry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a local registry cannot be read or written. The message names the file and what to do. */
public final class RegistryFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RegistryFileException(Path file, String message, @Nullable Throwable cause) {
        super("registry file " + file + " " + message, cause);
    }
}
