package dev.millrace.policy.checkpoint;

import java.io.Serial;

/** A checkpoint that is missing, damaged, of another architecture, or cannot be written; the message says which and how. */
public final class CheckpointException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CheckpointException(String where, String what) {
        super(where + ": " + what);
    }

    public CheckpointException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }
}
