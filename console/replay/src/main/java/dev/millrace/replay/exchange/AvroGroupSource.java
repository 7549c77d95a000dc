package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.LoggedGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/** Groups of an Avro container file. */
final class AvroGroupSource implements GroupSource {

    private final Path file;
    private final DataFileReader<LoggedGroup> reader;
    private final ImageStore images;
    private long number;

    AvroGroupSource(Path file) {
        this.file = file;
        this.images = ImageFolder.beside(file);
        try {
            this.reader = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(LoggedGroup.class));
        } catch (IOException e) {
            throw new InputException(file + " is no Avro container file that can be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<InputGroup> next() {
        number++;
        String where = file + ": group " + number;
        try {
            if (!reader.hasNext()) {
                requireWhole(where);
                return Optional.empty();
            }
            LoggedGroup group = reader.next();
            GroupCheck check = new GroupCheck(where);
            check.belongTogether(group);
            check.finite(group);
            return Optional.of(new InputGroup(group, where, images));
        } catch (AvroRuntimeException | ArrayIndexOutOfBoundsException e) {
            throw new InputException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A container that ends within a block looks to Avro as if it ended before it. */
    private void requireWhole(String where) {
        try {
            long end = Files.size(file);
            if (reader.previousSync() != end) {
                throw new InputException(
                        where + ": the file was cut off behind byte " + reader.previousSync() + " of " + end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }
}
