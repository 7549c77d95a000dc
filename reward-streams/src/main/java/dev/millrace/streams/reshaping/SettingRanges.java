package dev.millrace.streams.reshaping;

/** What settings have in common that are out of their range: a message that begins with their key. */
final class SettingRanges {

    private SettingRanges() {}

    static void notNegative(String key, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(key + " must be at least 0, not " + value);
        }
    }

    static void fraction(String key, double value, boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException(key + " must lie between 0 and 1, not at " + value);
        }
    }
}
