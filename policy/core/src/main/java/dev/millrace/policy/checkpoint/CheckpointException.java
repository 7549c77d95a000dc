package dev.millrace.policy.checkpoint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
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

    /** A file that is no JSON, in one line: what is wrong with it, and where. */
    public static CheckpointException noJson(String where, IOException cause) {
        String what = String.valueOf(cause.getMessage());
        if (cause instanceof JsonProcessingException parsing) {
            JsonLocation at = parsing.getLocation();
            what = parsing.getOriginalMessage().replaceAll(" \\(start marker at [^)]*\\)[^)]*\\)", "")
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
        return new CheckpointException(where, "is no JSON: " + what.replaceAll("\\s*\\R\\s*", "; "), cause);
    }
}
