package dev.millrace.monitoring.monitor;

import java.util.Map;

/**
 * What standard output can show.
 *
 * @param inPlace lines may be redrawn with ANSI sequences
 * @param colours text may be coloured
 * @param columns of it, from 40 to 120
 */
public record Terminal(boolean inPlace, boolean colours, int columns) {

    /** The terminal of this process; the launcher has looked whether there is one, and how wide it is. */
    public static Terminal here() {
        return of(System.getenv(), Boolean.getBoolean("millrace.terminal"), Integer.getInteger("millrace.columns", 80));
    }

    /**
     * @param environment {@code TERM=dumb} takes no sequence at all; {@code NO_COLOR}, if it is not empty, no colour, as
     *     no-color.org has it: lines are redrawn all the same
     */
    static Terminal of(Map<String, String> environment, boolean isTerminal, int columns) {
        String term = environment.getOrDefault("TERM", "dumb");
        boolean inPlace = isTerminal && !term.equals("dumb");
        boolean colours = inPlace && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(inPlace, colours, Math.max(40, Math.min(120, columns)));
    }
}
