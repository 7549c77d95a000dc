package dev.millrace.cli.demo;

import dev.millrace.monitoring.monitor.LiveDisplay;
import dev.millrace.monitoring.monitor.Screen;
import java.io.PrintWriter;

/**
 * What a demo says in the terminal.
 *
 * @param out standard output
 * @param inPlace whether a part of it may be redrawn
 * @param width columns
 */
public record DemoConsole(PrintWriter out, boolean inPlace, int width) {

    private static final String WIPED = "\r\u001b[K";

    /** Says a line; a progress that stands in this line is wiped away, and comes again below. */
    public void line(String text) {
        out.println(inPlace ? WIPED + text : text);
        out.flush();
    }

    void blankLine() {
        line("");
    }

    /** Progress of one thing; in place it overwrites itself, plain it is said once, when it is done. */
    void progress(String what, int done, int all) {
        if (inPlace) {
            out.print("\r" + what + " " + done + " of " + all + (done == all ? "\n" : ""));
            out.flush();
        } else if (done == all) {
            line(what + " " + done + " of " + all);
        }
    }

    LiveDisplay display(String title, int goal) {
        return new LiveDisplay(out, new Screen(title, goal), inPlace, width);
    }
}
