package dev.millrace.schemas.store;

/** An object store does not do what it should; the message says what for, and what to do. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
