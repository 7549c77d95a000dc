package dev.millrace.audit.check;

import java.util.List;

/**
 * What a check came to.
 *
 * @param promise the promise it belongs to
 * @param name its name
 * @param claim what it says of a sound run
 * @param examined how many things it looked at
 * @param breachCount how many of them are not so
 * @param breaches the first of these
 * @param notes what a reader should know besides: what could not be judged, and why
 */
public record CheckResult(
        int promise,
        String name,
        String claim,
        long examined,
        long breachCount,
        List<Breach> breaches,
        List<String> notes) {

    public CheckResult {
        breaches = List.copyOf(breaches);
        notes = List.copyOf(notes);
    }

    public boolean holds() {
        return breachCount == 0;
    }
}
