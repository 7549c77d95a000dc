package dev.millrace.schemas.store;

import java.io.IOException;

/** A store is of a type that cannot say what it holds. Asking again does not help. */
public final class UnlistedStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    UnlistedStoreException(String message) {
        super(message);
    }
}
