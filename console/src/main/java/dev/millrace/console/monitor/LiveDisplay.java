package dev.millrace.console.monitor;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * Shows a run in a terminal: in place where there is one, else one line per interval. Used by one thread.
 */
public final class LiveDisplay implements AutoCloseable {

    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);
    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final PrintWriter out;
    private final Screen screen;
    private final boolean inPlace;
    private final int width;
    private int drawn;
    private Duration nextLine = Duration.ZERO;

    /**
     * @param inPlace redraw with ANSI sequences; else plain lines
     * @param width columns of the terminal
     */
    public LiveDisplay(PrintWriter out, Screen screen, boolean inPlace, int width) {
        this.out = out;
        this.screen = screen;
        this.inPlace = inPlace;
        this.width = width;
    }

    /** True where standard output is a terminal that understands ANSI sequences; the launcher has looked. */
    public static boolean isTerminal() {
        String term = System.getenv("TERM");
        return Boolean.getBoolean("millrace.terminal") && term != null && !term.equals("dumb");
    }

    /** Columns of the terminal, from 40 to 120; 80 where they are not known. */
    public static int terminalWidth() {
        return Math.max(40, Math.min(120, Integer.getInteger("millrace.columns", 80)));
    }

    /** Shows the run as it is now; plain lines only when one is due. */
    public void show(RunSnapshot run) {
        if (inPlace) {
            draw(screen.lines(run, width));
        } else if (run.elapsed().compareTo(nextLine) >= 0) {
            line(run);
        }
    }

    /** Shows the run a last time, and gives the terminal back. */
    public void finish(RunSnapshot run) {
        if (inPlace) {
            draw(screen.lines(run, width));
        } else {
            line(run);
        }
        close();
    }

    private void line(RunSnapshot run) {
        out.println(screen.line(run));
        out.flush();
        nextLine = run.elapsed().plus(LINE_INTERVAL);
    }

    private void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder();
        frame.append(drawn == 0 ? HIDE_CURSOR : String.format(UP, drawn));
        for (String line : lines) {
            frame.append(CLEAR_LINE).append(line).append('\n');
        }
        for (int i = lines.size(); i < drawn; i++) {
            frame.append(CLEAR_LINE).append('\n');
        }
        drawn = Math.max(drawn, lines.size());
        out.print(frame);
        out.flush();
    }

    /** Gives the terminal back; closing twice does nothing. */
    @Override
    public void close() {
        if (drawn > 0) {
            out.print(SHOW_CURSOR);
            out.flush();
            drawn = 0;
        }
    }
}
