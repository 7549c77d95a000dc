package dev.millrace.policy.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of an open file, in its order. Belongs to one thread. */
public interface RowSource extends Closeable {

    /** What a row is called where it has no id of its own: {@code line} or {@code row}. */
    String unit();

    /** The columns that every row has; empty where each row has its own. */
    Set<String> columns();

    /** The number, from 1, of the row that {@link #next} gave or refused last. */
    long number();

    /**
     * The next row that holds something; null at the end.
     *
     * @throws RowException if there is something wrong with this row; the next one can be read
     * @throws IOException if nothing can be read any more; its message says what is wrong and what to do
     */
    @Nullable
    Row next() throws IOException, RowException;
}
