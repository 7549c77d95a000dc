package dev.millrace.policy.dataset;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What is wrong with one row, before it is known which; the reader adds file and line. */
final class RowException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    RowException(String what) {
        this(what, null);
    }

    RowException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
