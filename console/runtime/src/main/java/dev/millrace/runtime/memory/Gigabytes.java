package dev.millrace.runtime.memory;

import java.util.Locale;

/** Bytes as people read them. */
public final class Gigabytes {

    private static final double GIGA = 1e9;

    private Gigabytes() {}

    /** For instance {@code 7.51 GB}, of 10⁹ bytes each. */
    public static String of(long bytes) {
        return String.format(Locale.ROOT, "%.2f GB", bytes / GIGA);
    }
}
