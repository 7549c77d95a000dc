package dev.millrace.infra.local;

import org.jspecify.annotations.Nullable;

/** The local stack cannot be started or stopped. The message names the folder or port, and what to do. */
public final class LocalStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LocalStackException(String message) {
        super(message);
    }

    LocalStackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
