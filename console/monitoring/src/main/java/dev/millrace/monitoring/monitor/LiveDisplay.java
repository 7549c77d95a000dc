package dev.millrace.monitoring.monitor;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    private String lastState = "";
    private Set<String> told = Set.of();

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

    /** Shows the run as it is now; plain lines only when one is due. */
    public void show(RunSnapshot run) {
        if (inPlace) {
            draw(screen.lines(run, width));
            return;
        }
        tellAlarms(run.alarms());
        if (isDue(run)) {
            line(run);
        }
    }

    /** A line now and then; one more when the run comes to its end, or stands still, and its clock does as well. */
    private boolean isDue(RunSnapshot run) {
        boolean hasChanged = !run.state().equals(lastState);
        lastState = run.state();
        return hasChanged || run.elapsed().compareTo(nextLine) >= 0;
    }

    /** Each alarm is told when it begins, and that it is over. */
    private void tellAlarms(List<Alarm> alarms) {
        Set<String> now = new TreeSet<>();
        alarms.forEach(alarm -> now.add(alarm.name()));
        alarms.stream().filter(alarm -> !told.contains(alarm.name())).forEach(alarm -> out.println(Screen.line(alarm)));
        told.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> out.println("over      " + name.replace('_', ' ')));
        told = now;
        out.flush();
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
