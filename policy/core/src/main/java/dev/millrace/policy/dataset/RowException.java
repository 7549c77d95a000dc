package dev.millrace.policy.dataset;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What is wrong with one row, before it is known which; the reader adds file and line. */
public final class RowException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final RowFault fault;

    /** A row that cannot be read. */
    public RowException(String what) {
        this(RowFault.MALFORMED, what, null);
    }

    /** A row that cannot be read. */
    public RowException(String what, @Nullable Throwable cause) {
        this(RowFault.MALFORMED, what, cause);
    }

    RowException(RowFault fault, String what) {
        this(fault, what, null);
    }

    RowException(RowFault fault, String what, @Nullable Throwable cause) {
        super(what, cause);
        this.fault = fault;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    RowFault fault() {
        return fault;
    }
}
