package dev.millrace.infra.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ports a stack had when it was last started; 0 where it never was. They are a wish only: clients of a stack that
 * was restarted find it again, if the ports are still free.
 */
record LastPorts(int broker, int registry) {

    /** A file that cannot be read is no wish. */
    static LastPorts read(Path file) {
        try {
            return Files.exists(file) ? JsonFile.read(file, LastPorts.class) : new LastPorts(0, 0);
        } catch (IOException e) {
            return new LastPorts(0, 0);
        }
    }

    void write(Path file) {
        try {
            JsonFile.write(file, this);
        } catch (IOException e) {
            throw new LocalStackException("file " + file + " cannot be written: " + e, e);
        }
    }
}
