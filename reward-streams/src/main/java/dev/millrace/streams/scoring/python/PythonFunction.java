package dev.millrace.streams.scoring.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A function and the text of its file, read once: however often its processes are replaced, all of them run the same.
 *
 * @param path its file, absolute
 * @param name its name
 * @param source the bytes of the file
 */
record PythonFunction(Path path, String name, Source source) {

    /** The bytes of a file. */
    static final class Source {
        private final byte[] bytes;

        Source(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }

    /**
     * Reads the file.
     *
     * @param setting file and name, as in {@code rewards.py:exact}
     * @throws IllegalArgumentException that begins with the key, if it has another form, or the file cannot be read
     */
    static PythonFunction of(String setting) {
        int colon = setting.lastIndexOf(':');
        if (colon < 1 || colon == setting.length() - 1) {
            throw new IllegalArgumentException("function must name a file and a function in it, as in rewards.py:exact"
                    + (setting.isBlank() ? "" : ", not " + setting));
        }
        Path path = Path.of(setting.substring(0, colon)).toAbsolutePath().normalize();
        try {
            return new PythonFunction(path, setting.substring(colon + 1), new Source(Files.readAllBytes(path)));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("function names a file that is not there: " + path, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "function names a file that cannot be read: " + path + " (" + e + ")", e);
        }
    }
}
