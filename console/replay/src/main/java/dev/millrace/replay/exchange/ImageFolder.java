package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.weights.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Images in the folder {@code images} beside a file of groups, each once, named by its hash. Made with the first image.
 *
 * @param path the folder
 */
public record ImageFolder(Path path) implements ImageStore {

    private static final String NAME = "images";
    private static final Map<String, String> ENDINGS = Map.of("image/png", ".png", "image/jpeg", ".jpg");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** The folder that belongs to a file of groups. */
    public static ImageFolder beside(Path file) {
        return new ImageFolder(file.toAbsolutePath().resolveSibling(NAME));
    }

    /** Where an image lies, seen from the file of groups. */
    static String relative(ImageRef image) {
        return NAME + "/" + fileName(image);
    }

    private static String fileName(ImageRef image) {
        return image.getSha256() + ENDINGS.getOrDefault(image.getMediaType(), "");
    }

    public boolean holds(ImageRef image) {
        return Files.isRegularFile(path.resolve(fileName(image)));
    }

    /** Writes an image whole: a reader finds all of it or nothing. */
    public void write(ImageRef image, ByteBuffer encoded) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        try {
            Files.createDirectories(path);
            Path temporary = path.resolve(image.getSha256() + ".writing");
            Files.write(temporary, bytes);
            Files.move(temporary, path.resolve(fileName(image)), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write image " + image.getSha256() + " to " + path + ": " + e, e);
        }
    }

    @Override
    public Optional<byte[]> encoded(String sha256) {
        // The hash stands in a foreign file and becomes a file name.
        if (!HASH.matcher(sha256).matches()) {
            return Optional.empty();
        }
        return Stream.concat(Stream.of(""), ENDINGS.values().stream())
                .map(ending -> path.resolve(sha256 + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> read(file, sha256));
    }

    private static byte[] read(Path file, String sha256) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String actual = Sha256.of(ByteBuffer.wrap(bytes));
            if (!actual.equals(sha256)) {
                throw new InputException(file + " has the SHA-256 " + actual + ": it was changed");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }
}
