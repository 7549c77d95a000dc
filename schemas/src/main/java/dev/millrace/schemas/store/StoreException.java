package dev.millrace.schemas.store;

/** An object store cannot be read or written now, which may pass; the message says what for, and what to do. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
