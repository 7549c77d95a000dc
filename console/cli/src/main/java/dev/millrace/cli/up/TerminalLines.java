package dev.millrace.cli.up;

import java.io.PrintWriter;
import java.util.List;

/** Lines of several processes on one terminal, each with the name of who says it. Thread-safe. */
public final class TerminalLines {

    /** Cyan, green, yellow, magenta, blue, and the bright ones of them. */
    private static final int[] COLOURS = {36, 32, 33, 35, 34, 96, 92, 93, 95, 94};

    private final PrintWriter out;
    private final boolean coloured;
    private final List<String> names;
    private final int width;

    /**
     * @param coloured whether names have a colour
     * @param names all that will speak, which decides their colours and the width
     */
    public TerminalLines(PrintWriter out, boolean coloured, List<String> names) {
        this.out = out;
        this.coloured = coloured;
        this.names = List.copyOf(names);
        this.width = names.stream().mapToInt(String::length).max().orElse(0);
    }

    /** Prints one line of a process. */
    synchronized void print(String name, String line) {
        String padded = name + " ".repeat(Math.max(0, width - name.length())) + " |";
        int index = names.indexOf(name);
        out.println((coloured && index >= 0 ? coloured(padded, COLOURS[index % COLOURS.length]) : padded) + " " + line);
        out.flush();
    }

    /** Prints a line of our own. */
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String coloured(String text, int colour) {
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}
