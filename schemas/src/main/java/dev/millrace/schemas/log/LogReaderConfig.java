package dev.millrace.schemas.log;

import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;

/**
 * Bounds of a {@link LogReader}.
 *
 * @param bufferBytes bytes of records read ahead or read before that are kept, at least 1 MiB
 * @param nearby how many offsets ahead a record may lie to be reached by reading on instead of seeking, at least 0
 * @param patience how long a fetch waits for a record that is not visible yet
 */
public record LogReaderConfig(long bufferBytes, long nearby, Duration patience) {

    private static final long MIN_BUFFER_BYTES = 1024 * 1024;

    public LogReaderConfig {
        if (bufferBytes < MIN_BUFFER_BYTES) {
            throw new IllegalArgumentException(
                    "buffer_bytes must be at least " + MIN_BUFFER_BYTES + ", not " + bufferBytes);
        }
        if (nearby < 0) {
            throw new IllegalArgumentException("nearby must be at least 0, not " + nearby);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be positive, not " + Seconds.of(patience));
        }
    }

    /** 64 MiB, 2,000 offsets, 30 seconds. */
    public static LogReaderConfig defaults() {
        return new LogReaderConfig(64L * 1024 * 1024, 2000, Duration.ofSeconds(30));
    }
}
