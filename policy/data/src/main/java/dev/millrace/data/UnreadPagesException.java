package dev.millrace.data;

import java.io.Serial;

/** Pages that are not read as they are; the message says why and what to do. */
final class UnreadPagesException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadPagesException(String message) {
        super(message);
    }
}
