package dev.millrace.schemas.client;

import org.jspecify.annotations.Nullable;

/** A broker or registry does not answer. The message names its address and what to do. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
