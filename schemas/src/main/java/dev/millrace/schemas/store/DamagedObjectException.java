package dev.millrace.schemas.store;

import java.io.IOException;

/** The bytes of an object are not those that its name and the record which names it say. Reading again does not help. */
public final class DamagedObjectException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedObjectException(String message) {
        super(message);
    }
}
