package dev.millrace.streams.topology;

/** A record that cannot be used and goes to the dead letters, with the cause as message. The stream goes on. */
public final class InvalidRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidRecordException(String cause) {
        super(cause);
    }
}
