package dev.millrace.policy.dataset;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the images of a data set that is held whole, each content once: in memory up to a bound, beyond it in one temporary
 * file that goes with the process. Filled by one thread; what it gives out may be read by any.
 */
final class ImageSpill {

    private final long inMemory;
    private final Map<ImageDigest, EncodedImage> kept = new HashMap<>();
    private long held;
    private @Nullable FileChannel file;

    /** @param inMemory bytes that are held in memory */
    ImageSpill(long inMemory) {
        this.inMemory = inMemory;
    }

    /** The same image, as it is kept. */
    EncodedImage keep(EncodedImage image) {
        EncodedImage known = kept.get(image.digest());
        if (known != null) {
            return known;
        }
        boolean fits = held + image.size() <= inMemory;
        EncodedImage now = fits ? image : spilled(image);
        held += fits ? image.size() : 0;
        kept.put(image.digest(), now);
        return now;
    }

    private EncodedImage spilled(EncodedImage image) {
        try {
            FileChannel into = file();
            long at = into.size();
            ByteBuffer bytes = image.content();
            while (bytes.hasRemaining()) {
                into.write(bytes, at + bytes.position());
            }
            return image.keptAt(() -> read(into, at, image.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the images of the data set cannot be kept in a temporary file (java.io.tmpdir): " + e.getMessage(),
                    e);
        }
    }

    private FileChannel file() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile("millrace-images", ".bin");
            open = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        return open;
    }

    private static byte[] read(FileChannel from, long at, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try {
            while (bytes.hasRemaining()) {
                if (from.read(bytes, at + bytes.position()) < 0) {
                    throw new IOException("the temporary file of images was cut off");
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException("an image of the data set cannot be read back", e);
        }
    }
}
