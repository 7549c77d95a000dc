package dev.millrace.policy.dataset;

/**
 * Something wrong with a data set.
 *
 * @param file the data set's file, as the caller named it
 * @param line the line of a text, the row of a table, from 1; or {@link #WHOLE_FILE}
 * @param fault what kind of thing
 * @param what is wrong and what to do about it
 */
public record DatasetProblem(String file, long line, RowFault fault, String what) {

    /** The line of a problem that is not of one line. */
    public static final long WHOLE_FILE = 0;

    /** One line: {@code file:line: what}. */
    public String message() {
        return file + (line == WHOLE_FILE ? "" : ":" + line) + ": " + what;
    }

    @Override
    public String toString() {
        return message();
    }
}
