package dev.millrace.models.parameters;

import java.io.Serial;

/** Tensors that are not the parameters of the expected architecture, or weights used after they were closed. */
public final class WeightsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public WeightsException(String message) {
        super(message);
    }
}
