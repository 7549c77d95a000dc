package dev.millrace.policy.dataset;

import java.io.IOException;
import java.util.Optional;

/**
 * A row that was read, and what becomes of it.
 *
 * @param file that it stands in
 * @param number in its file, from 1
 * @param made its entry
 */
record ReadRow(OpenFile file, long number, Made made) {

    /** Gives the entry of a row, waiting for it. */
    @FunctionalInterface
    interface Made {

        /**
         * The entry; empty if the settings pass it over.
         *
         * @throws IOException if nothing of the file can be read any more
         */
        Optional<DatasetEntry> get() throws RowException, IOException;
    }

    /** As messages name it. */
    String place() {
        return file.source().unit() + " " + number;
    }
}
