package dev.millrace.cli.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How numbers, times and spans have to look on the page: written down anew, so that a rounding that goes wrong is seen. Pure. */
final class Shown {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.UK);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.UK);

    private Shown() {}

    /** With four digits or so. */
    static String number(@Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1000) {
            return grouped(value);
        }
        if (size >= 0.01) {
            return fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3);
        }
        BigDecimal two = new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP));
        int exponent = two.precision() - two.scale() - 1;
        return two.movePointLeft(exponent).setScale(1, RoundingMode.HALF_UP).toPlainString() + "e"
                + (exponent < 0 ? "" : "+") + exponent;
    }

    static String number(float value) {
        return number(Double.valueOf(Float.toString(value)));
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** So many a second. */
    static String rate(double value) {
        if (value >= 100) {
            return grouped(value);
        }
        if (value >= 10) {
            return fixed(value, 1);
        }
        String two = fixed(value, 2).replaceAll("\\.?0+$", "");
        return two.isEmpty() ? "0" : two;
    }

    /** A span of milliseconds. */
    static String span(double millis) {
        if (!Double.isFinite(millis)) {
            return "–";
        }
        if (millis < 1000) {
            return Math.round(millis) + " ms";
        }
        double seconds = millis / 1000;
        if (seconds < 90) {
            return (seconds < 10 ? fixed(seconds, 1) : Math.round(seconds)) + " s";
        }
        long whole = Math.round(seconds);
        if (whole < 5400) {
            return whole / 60 + " min " + whole % 60 + " s";
        }
        long minutes = Math.round(whole / 60.0);
        return minutes / 60 + " h " + minutes % 60 + " min";
    }

    static String clock(Instant at) {
        return CLOCK.format(at.atZone(ZoneId.systemDefault()));
    }

    /** With its date where that is not today. */
    static String moment(Instant at) {
        boolean isToday = LocalDate.ofInstant(at, ZoneId.systemDefault()).equals(LocalDate.now(ZoneId.systemDefault()));
        return isToday ? clock(at) : DAY.format(at.atZone(ZoneId.systemDefault()));
    }

    static String words(String name) {
        return name.replace('_', ' ');
    }

    private static String fixed(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    private static String grouped(double value) {
        return String.format(
                Locale.ROOT,
                "%,d",
                new BigDecimal(value).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
}
