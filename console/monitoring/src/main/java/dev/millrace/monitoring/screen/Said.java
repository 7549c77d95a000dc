package dev.millrace.monitoring.screen;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Figures in the words of the page: what it shows of a number, this says too. Pure. */
public final class Said {

    static final String NOTHING = "–";

    private static final long HOUR_AND_A_HALF = 5_400;

    private Said() {}

    public static String count(long count) {
        return count < 0 ? NOTHING : String.format(Locale.ROOT, "%,d", count);
    }

    /** So many a second. */
    public static String rate(double perSecond) {
        if (!Double.isFinite(perSecond)) {
            return NOTHING;
        }
        if (perSecond >= 100) {
            return grouped(perSecond);
        }
        return perSecond >= 10 ? fixed(perSecond, 1) : fixed(perSecond, 2).replaceAll("\\.?0+$", "");
    }

    /** With four digits or so. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return NOTHING;
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1000) {
            return grouped(value);
        }
        return size >= 0.01 ? fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3) : small(value);
    }

    /** Two digits and a power of ten. */
    private static String small(double value) {
        BigDecimal two = new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP));
        int power = two.precision() - two.scale() - 1;
        return two.movePointLeft(power).setScale(1, RoundingMode.HALF_UP).toPlainString() + "e" + power;
    }

    public static String milliseconds(double millis) {
        return Double.isFinite(millis) ? duration(Duration.ofNanos(Math.round(1e6 * Math.max(0, millis)))) : NOTHING;
    }

    public static String duration(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 1000) {
            return Math.max(0, Math.round(millis)) + " ms";
        }
        if (millis < 90_000) {
            return millis < 10_000 ? fixed(millis / 1000, 1) + " s" : Math.round(millis / 1000) + " s";
        }
        // Rounded before it is parted: no minute has sixty seconds.
        long seconds = Math.round(millis / 1000);
        if (seconds < HOUR_AND_A_HALF) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes / 60 + " h " + minutes % 60 + " min";
    }

    private static String fixed(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    private static String grouped(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
}
