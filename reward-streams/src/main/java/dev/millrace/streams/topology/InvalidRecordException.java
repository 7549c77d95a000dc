package dev.millrace.streams.topology;

import java.util.List;

/** A record that cannot be used and goes to the dead letters, with the cause as message. The stream goes on. */
public final class InvalidRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Characters of a cause that are kept: it may quote all of a bad record. */
    private static final int LONGEST = 2_000;

    InvalidRecordException(String cause) {
        super(cause.substring(0, Math.min(cause.length(), LONGEST)));
    }

    /** Throws if there are causes: the first says what is wrong, the others are counted. */
    static void throwIfAny(List<String> causes) {
        if (!causes.isEmpty()) {
            throw new InvalidRecordException(
                    causes.get(0) + (causes.size() == 1 ? "" : ", and " + (causes.size() - 1) + " more are bad"));
        }
    }
}
