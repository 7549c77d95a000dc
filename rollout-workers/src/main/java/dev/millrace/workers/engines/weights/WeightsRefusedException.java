package dev.millrace.workers.engines.weights;

import java.io.Serial;

/** A server does not serve a version as it is; the message says which server, and why. */
final class WeightsRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    WeightsRefusedException(String message) {
        super(message);
    }
}
