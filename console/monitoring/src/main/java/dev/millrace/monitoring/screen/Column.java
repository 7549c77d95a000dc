package dev.millrace.monitoring.screen;

/**
 * A column of a {@link Panel}.
 *
 * @param name what stands above it
 * @param number its values stand at its right edge
 */
record Column(String name, boolean number) {

    /** Words, from the left. */
    static Column text(String name) {
        return new Column(name, false);
    }

    /** Figures, one below the other. */
    static Column number(String name) {
        return new Column(name, true);
    }
}
