package dev.millrace.policy.weights;

import java.io.Serial;

/** An update that cannot be applied: its bytes are damaged or cannot be read, or it is of another policy. */
public class UpdateException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UpdateException(String message) {
        super(message);
    }

    public UpdateException(String message, Throwable cause) {
        super(message, cause);
    }
}
