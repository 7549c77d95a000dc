package dev.millrace.policy.dataset;

import dev.millrace.policy.image.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Images in a zip file. Nothing is unpacked but what a row names, and of that no more than an image may have. */
final class ImageArchive implements ImagePlace {

    private static final int MAX_ENTRIES = 2_000_000;

    /** No format of images shrinks so far but that it was made to. */
    private static final int MAX_RATIO = 200;

    private static final int SMALL = 1 << 20;

    private final ZipFile zip;
    private final String root;
    private final ImageLimits limits;

    private ImageArchive(ZipFile zip, String root, ImageLimits limits) {
        this.zip = zip;
        this.root = root;
        this.limits = limits;
    }

    /**
     * Opens an archive.
     *
     * @param root folder within it that paths start from; empty for its top
     * @throws DatasetException if it cannot be read as one
     */
    static ImageArchive open(Path file, String root, ImageLimits limits) {
        try {
            ZipFile zip = new ZipFile(file.toFile());
            if (zip.size() > MAX_ENTRIES) {
                zip.close();
                throw new ZipException("it has more than " + MAX_ENTRIES + " entries");
            }
            return new ImageArchive(zip, root.isEmpty() || root.endsWith("/") ? root : root + "/", limits);
        } catch (IOException e) {
            throw new DatasetException(
                    new DatasetProblem(
                            file.toString(),
                            DatasetProblem.WHOLE_FILE,
                            RowFault.IMAGE_MISSING,
                            "cannot be read as the archive of images (" + e.getMessage() + "), looked for at "
                                    + file.toAbsolutePath() + "; see data.image_archive"),
                    e);
        }
    }

    @Override
    public byte[] read(String name) throws RowException {
        @Nullable ZipEntry entry = zip.getEntry(root + name);
        if (entry == null || entry.isDirectory()) {
            throw new RowException(
                    RowFault.IMAGE_MISSING,
                    "image \"" + name + "\" is not in " + zip.getName() + " (looked for " + root + name
                            + "); see data.image_root");
        }
        if (entry.getSize() > SMALL && entry.getSize() / Math.max(1, entry.getCompressedSize()) > MAX_RATIO) {
            throw new RowException(
                    RowFault.IMAGE_TOO_LARGE,
                    "image \"" + name + "\" of " + entry.getCompressedSize() + " bytes in " + zip.getName()
                            + " unpacks to " + entry.getSize() + ", which no image does; it is not unpacked");
        }
        try (InputStream bytes = zip.getInputStream(entry)) {
            // What the entry says of its size is not believed.
            byte[] encoded = bytes.readNBytes(limits.maxBytes() + 1);
            if (encoded.length > limits.maxBytes()) {
                throw new RowException(
                        RowFault.IMAGE_TOO_LARGE,
                        "image \"" + name + "\" in " + zip.getName() + " has more bytes than the limit of "
                                + limits.maxBytes() + "; make it smaller");
            }
            return encoded;
        } catch (IOException e) {
            throw new RowException(
                    RowFault.IMAGE_UNREADABLE,
                    "image \"" + name + "\" cannot be read from " + zip.getName() + " (" + e.getMessage() + ")",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
