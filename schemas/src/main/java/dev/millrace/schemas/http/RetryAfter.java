package dev.millrace.schemas.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} in both of its forms (RFC 9110, 10.2.3). */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * How long to wait.
     *
     * @param header seconds, or a date; null where there is none
     * @return at least 0, and that for what is no such header
     */
    static Duration of(@Nullable String header, Instant now) {
        String text = header == null ? "" : header.strip();
        if (text.matches("[0-9]{1,6}")) {
            return atMost(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return then.isAfter(now) ? atMost(Duration.between(now, then)) : Duration.ZERO;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static Duration atMost(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
