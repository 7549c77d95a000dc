package dev.millrace.schemas.log;

/**
 * No record can be read at a position: it is gone, was never committed, cannot be deserialized, or did not appear in
 * time. The message names topic-partition@offset and why.
 */
public final class LogPositionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean awaited;

    LogPositionException(String topic, int partition, long offset, String why) {
        this(topic, partition, offset, why, false);
    }

    LogPositionException(String topic, int partition, long offset, String why, boolean awaited) {
        super(topic + "-" + partition + "@" + offset + ": " + why);
        this.awaited = awaited;
    }

    LogPositionException(String topic, int partition, long offset, String why, Throwable cause) {
        super(topic + "-" + partition + "@" + offset + ": " + why, cause);
        this.awaited = false;
    }

    /** Whether asking again may help: the record did not appear in time. Otherwise it never will. */
    public boolean isAwaited() {
        return awaited;
    }
}
