package dev.millrace.policy.weights;

import dev.millrace.policy.safetensors.NonFinite;
import java.io.Serial;

/** A tensor that is to be published holds NaN or an infinity; the message names the tensor and its first such value. */
public final class NonFiniteTensorException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NonFiniteTensorException(String name, NonFinite value) {
        super("value " + value.index() + " of tensor '" + name + "' is " + value.value());
    }
}
