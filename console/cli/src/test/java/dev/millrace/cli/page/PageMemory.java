package dev.millrace.cli.page;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a page held at the end of each minute of an hour, after all that is not held was thrown away. Pure.
 *
 * @param minutes in their order, sixty of them
 */
record PageMemory(List<Minute> minutes) {

    static final int HOUR = 60;

    /** An early minute and a late one that are as far apart as twice the time after which a browser thins its steps. */
    private static final int EARLY = 10;

    private static final int AROUND = 5;
    private static final double MEGABYTE = 1e6;

    /**
     * The end of a minute.
     *
     * @param steps that the run has made since the page was opened
     * @param heap bytes of JavaScript's objects
     * @param nodes of documents, those that nobody sees among them
     * @param listeners for events
     * @param browserResident bytes that the system holds for the browser
     * @param server bytes of the objects of the page's server
     * @param serverResident bytes that the system holds for the server
     */
    record Minute(
            int steps,
            double heap,
            double nodes,
            double listeners,
            double browserResident,
            double server,
            double serverResident) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%5d steps: browser %.2f MB of objects, %.0f nodes, %.0f listeners, %.0f MB resident; server %.2f MB of"
                            + " objects, %.0f MB resident",
                    steps,
                    heap / MEGABYTE,
                    nodes,
                    listeners,
                    browserResident / MEGABYTE,
                    server / MEGABYTE,
                    serverResident / MEGABYTE);
        }
    }

    /** By how much something is more in the last five minutes than in the five before the tenth: of each the middle one. */
    double growth(ToDoubleFunction<Minute> what) {
        return middle(HOUR, what) - middle(EARLY, what);
    }

    private double middle(int last, ToDoubleFunction<Minute> what) {
        return minutes.subList(last - AROUND, last).stream()
                .mapToDouble(what)
                .sorted()
                .skip(AROUND / 2)
                .findFirst()
                .orElseThrow();
    }

    /** The first minute, every tenth, and what has grown. */
    String told() {
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < minutes.size(); i++) {
            if (i == 0 || (i + 1) % EARLY == 0) {
                told.append(String.format(Locale.ROOT, "minute %2d, %s%n", i + 1, minutes.get(i)));
            }
        }
        return told.append(String.format(
                        Locale.ROOT,
                        "from minute 10 to minute 60 (medians of five): browser %+.2f MB of objects, %+.0f nodes, %+.0f"
                                + " listeners, %+.0f MB resident; server %+.2f MB of objects, %+.0f MB resident",
                        growth(Minute::heap) / MEGABYTE,
                        growth(Minute::nodes),
                        growth(Minute::listeners),
                        growth(Minute::browserResident) / MEGABYTE,
                        growth(Minute::server) / MEGABYTE,
                        growth(Minute::serverResident) / MEGABYTE))
                .toString();
    }
}
