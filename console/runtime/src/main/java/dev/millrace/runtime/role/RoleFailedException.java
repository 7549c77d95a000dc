package dev.millrace.runtime.role;

import dev.millrace.schemas.failure.ErrorLine;

/** A role ended by an error; the message names the role and the cause. */
public final class RoleFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RoleFailedException(String role, Throwable cause) {
        super(role + " failed: " + ErrorLine.of(cause), cause);
    }

    RoleFailedException(String message) {
        super(message);
    }
}
