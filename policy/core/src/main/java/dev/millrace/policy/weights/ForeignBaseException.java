package dev.millrace.policy.weights;

import java.io.Serial;

/** An update over weights that this process has not got: no later one of the same run will fit either. */
public final class ForeignBaseException extends UpdateException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ForeignBaseException(String message) {
        super(message);
    }
}
