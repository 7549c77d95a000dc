package dev.millrace.policy.image;

import java.io.Serial;

/** Bytes that are not an image this codec accepts; the message says which source, where in it, and what. */
public final class ImageException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean limit;

    ImageException(String source, String what) {
        this(source, what, false);
    }

    private ImageException(String source, String what, boolean limit) {
        super(source + ": " + what);
        this.limit = limit;
    }

    /** What is above a limit. */
    static ImageException aboveLimit(String source, String what) {
        return new ImageException(source, what, true);
    }

    ImageException(String source, String what, Throwable cause) {
        super(source + ": " + what, cause);
        this.limit = false;
    }

    /** Whether it is too large, rather than not sound. */
    public boolean isLimit() {
        return limit;
    }
}
