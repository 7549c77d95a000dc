package dev.millrace.runtime.access;

/** The list of rights cannot be seen or changed. The message says why, and what can be done. */
public final class AclsRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AclsRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
