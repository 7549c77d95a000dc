package dev.millrace.policy.safetensors;

import java.io.Serial;

/** Bytes that are not a safetensors file this codec accepts; the message says which source, where in it, and what. */
public final class SafetensorsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    SafetensorsException(String source, String where, String what) {
        super(source + ": " + where + ": " + what);
    }

    SafetensorsException(String source, String where, String what, Throwable cause) {
        super(source + ": " + where + ": " + what, cause);
    }
}
