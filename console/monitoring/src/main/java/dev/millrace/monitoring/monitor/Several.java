package dev.millrace.monitoring.monitor;

/** So many of something, in words: one has no plural. Pure. */
public final class Several {

    private Several() {}

    /** {@code 1 step}, {@code 2 steps}. */
    public static String of(long number, String one, String more) {
        return number + " " + (number == 1 ? one : more);
    }

    /** {@code 1 step was}, {@code 2 steps were}. */
    public static String were(long number, String one, String more) {
        return of(number, one, more) + (number == 1 ? " was" : " were");
    }

    /** {@code 1 step is}, {@code 2 steps are}. */
    public static String are(long number, String one, String more) {
        return of(number, one, more) + (number == 1 ? " is" : " are");
    }
}
