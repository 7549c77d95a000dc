package dev.millrace.infra.local;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the marker file of a data folder says.
 *
 * @param application always {@link #APPLICATION}
 * @param format version of the folder's layout
 * @param clusterId cluster id of the broker in it
 */
record StackMarker(String application, int format, String clusterId) {

    static final String APPLICATION = "millrace-local";
    static final int FORMAT = 1;

    /** @throws LocalStackException if the file is no marker */
    static StackMarker read(Path file) {
        try {
            return JsonFile.read(file, StackMarker.class);
        } catch (IOException e) {
            throw new LocalStackException(
                    "marker file " + file + " is damaged: " + e.getMessage()
                            + "; restore the data folder, or delete it and start again",
                    e);
        }
    }

    void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }
}
