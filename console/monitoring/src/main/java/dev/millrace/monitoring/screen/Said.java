package dev.millrace.monitoring.screen;

import java.time.Duration;
import java.util.Locale;

/** Figures in the words of the page. Pure. */
final class Said {

    static final String NOTHING = "–";

    private Said() {}

    static String count(long count) {
        return count < 0 ? NOTHING : String.format(Locale.ROOT, "%,d", count);
    }

    /** So many a second. */
    static String rate(double perSecond) {
        if (!Double.isFinite(perSecond)) {
            return NOTHING;
        }
        return String.format(Locale.ROOT, perSecond >= 100 ? "%,.0f" : perSecond >= 10 ? "%.1f" : "%.2f", perSecond);
    }

    /** From 0 to 1, or of that size. */
    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : NOTHING;
    }

    static String milliseconds(double millis) {
        return Double.isFinite(millis) ? duration(Duration.ofNanos(Math.round(1e6 * Math.max(0, millis)))) : NOTHING;
    }

    static String duration(Duration time) {
        if (time.toMillis() < 1000) {
            return Math.max(0, time.toMillis()) + " ms";
        }
        if (time.toSeconds() < 90) {
            return String.format(Locale.ROOT, time.toSeconds() < 10 ? "%.1f s" : "%.0f s", time.toMillis() / 1000.0);
        }
        return time.toMinutes() < 90
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
