package dev.millrace.runtime.provision;

/** Something that a role needs was not there in time. The message names all of it and what to do. */
public final class NotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
