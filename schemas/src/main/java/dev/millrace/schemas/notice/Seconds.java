package dev.millrace.schemas.notice;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as messages tell them: {@code 15 s}, {@code 0.4 s}. */
public final class Seconds {

    private Seconds() {}

    /** To the millisecond. */
    public static String of(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
