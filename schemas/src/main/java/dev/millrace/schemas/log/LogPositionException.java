package dev.millrace.schemas.log;

/**
 * No record can be read at a position: it is gone, was never committed, or cannot be deserialized. The message names
 * topic-partition@offset and why.
 */
public final class LogPositionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogPositionException(String topic, int partition, long offset, String why) {
        super(topic + "-" + partition + "@" + offset + ": " + why);
    }

    LogPositionException(String topic, int partition, long offset, String why, Throwable cause) {
        super(topic + "-" + partition + "@" + offset + ": " + why, cause);
    }
}
