package dev.millrace.replay.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Groups of a file of JSON lines. */
final class JsonGroupSource implements GroupSource {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final JsonCursor json;
    private final GroupParser parser;
    private final ImageStore images;

    JsonGroupSource(Path file, InputNotes notes) {
        this.file = file;
        try {
            this.json =
                    new JsonCursor(file.toString(), new BufferedInputStream(Files.newInputStream(file), BUFFER), notes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
        this.parser = new GroupParser(json);
        this.images = ImageFolder.beside(file);
    }

    @Override
    public Optional<InputGroup> next() {
        try {
            if (!json.nextObject()) {
                return Optional.empty();
            }
            String where = file + ":" + json.line();
            return Optional.of(new InputGroup(parser.read(where), where, images));
        } catch (IOException e) {
            throw json.malformed(e);
        }
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }
}
