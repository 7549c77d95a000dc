package dev.millrace.cli.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small file system of its own, in memory, which can be filled. Mounting takes root and Linux. Belongs to one thread.
 *
 * @param path where it is mounted
 */
record StateDisk(Path path) implements AutoCloseable {

    private static final String NAME = "millrace-faults";
    private static final String SIZE = "192m";
    private static final int PIECE = 1 << 16;

    /** One or the other. */
    record Mounting(Optional<StateDisk> disk, String whyNot) {}

    /** Mounts one, unless that is not allowed here. */
    static Mounting mount(Path path) throws InterruptedException {
        try {
            Files.createDirectories(path);
            String said = command("mount", "-t", "tmpfs", "-o", "size=" + SIZE, NAME, path.toString());
            return said.isEmpty()
                    ? new Mounting(Optional.of(new StateDisk(path.toRealPath())), "")
                    : new Mounting(Optional.empty(), said);
        } catch (IOException e) {
            return new Mounting(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Fills it to its last byte.
     *
     * @return how many bytes that took
     */
    long fill() {
        long written = 0;
        try (OutputStream out = Files.newOutputStream(filling())) {
            for (int piece = PIECE; piece > 0; piece = piece == 1 ? 0 : piece / 2) {
                written += writeAll(out, new byte[piece]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill " + path, e);
        }
        return written;
    }

    /** Writes a piece again and again until the disk takes no more. */
    private static long writeAll(OutputStream out, byte[] piece) {
        long written = 0;
        while (true) {
            try {
                out.write(piece);
                written += piece.length;
            } catch (IOException full) {
                return written;
            }
        }
    }

    /** Gives the space back. */
    void free() {
        try {
            Files.deleteIfExists(filling());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot free " + path, e);
        }
    }

    private Path filling() {
        return path.resolve("filling");
    }

    /** What lies on it is lost. Those who still use it keep it until they end. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            if (!Files.getFileStore(path).name().equals(NAME)) {
                return;
            }
            String said = command("umount", "-l", path.toString());
            if (!said.isEmpty()) {
                throw new IllegalStateException("cannot unmount " + path + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unmount " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a command had to complain of; nothing if it went well. */
    private static String command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        return code == 0 ? "" : said.isEmpty() ? words[0] + " ended with " + code : said;
    }
}
