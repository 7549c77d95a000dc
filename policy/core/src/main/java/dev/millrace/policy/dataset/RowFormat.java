package dev.millrace.policy.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A kind of file that holds rows. Found by {@link java.util.ServiceLoader}. Implementations are stateless and have a public
 * constructor without parameters.
 */
public interface RowFormat {

    /** How the names of such files end: lower case, without the dot. */
    Set<String> endings();

    /**
     * Opens a file, which the caller closes.
     *
     * @throws IOException if it cannot be read; its message says what is wrong and what to do
     */
    RowSource open(Path file) throws IOException;
}
