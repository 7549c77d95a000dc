package dev.millrace.policy.image;

import java.io.Serial;

/** Bytes that are not an image this codec accepts; the message says which source, where in it, and what. */
public final class ImageException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    ImageException(String source, String what) {
        super(source + ": " + what);
    }

    ImageException(String source, String what, Throwable cause) {
        super(source + ": " + what, cause);
    }
}
