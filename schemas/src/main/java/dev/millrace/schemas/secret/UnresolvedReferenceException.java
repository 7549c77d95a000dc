package dev.millrace.schemas.secret;

/** A setting refers to what is not there. The message names the setting and the reference, and no value. */
public final class UnresolvedReferenceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnresolvedReferenceException(String message) {
        super(message);
    }
}
