package dev.millrace.policy.dataset;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageException;
import dev.millrace.policy.image.ImageLimits;
import dev.millrace.policy.image.PngCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The images beside a data set's file. A row may only name files within that folder, and no link leads out of it: data sets
 * come from others, links and all, and what a row names is published.
 */
final class ImageFolder {

    private final Path root;
    private final ImageLimits limits;

    ImageFolder(Path root, ImageLimits limits) {
        this.root = root;
        this.limits = limits;
    }

    /** Reads an image by its path relative to this folder, and decodes it once to know that it is sound. */
    EncodedImage read(String name) throws RowException {
        Path file = locate(name);
        try {
            long size = Files.size(file);
            if (size > limits.maxBytes()) {
                throw new RowException("image \"" + name + "\" has " + size + " bytes, more than the limit of "
                        + limits.maxBytes() + "; make it smaller");
            }
            byte[] bytes = Files.readAllBytes(file);
            PngCodec.decode(bytes, "image \"" + name + "\"", limits);
            return EncodedImage.of(PngCodec.MEDIA_TYPE, bytes);
        } catch (ImageException e) {
            throw new RowException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RowException("image \"" + name + "\" cannot be read (" + e + "); check " + file, e);
        }
    }

    private Path locate(String name) throws RowException {
        Path relative = parse(name);
        if (relative.isAbsolute()) {
            throw new RowException(
                    "image path \"" + name + "\" is absolute; name images relative to the data set's folder");
        }
        Path file = root.resolve(relative).normalize();
        if (!file.startsWith(root.normalize())) {
            throw leaves(name);
        }
        if (!Files.isRegularFile(file)) {
            throw new RowException("image \"" + name + "\" does not exist (looked for " + file
                    + "); add the file or correct the path");
        }
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(root.toRealPath())) {
                throw new RowException("image path \"" + name + "\" is a link out of the data set's folder, to " + real
                        + ", and such links are not followed; give a copy without links, as cp -rL FOLDER COPY makes");
            }
        } catch (IOException e) {
            throw new RowException("image \"" + name + "\" cannot be read (" + e + "); check " + file, e);
        }
        return file;
    }

    private static Path parse(String name) throws RowException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new RowException("image path \"" + name + "\" is not a path: " + e.getReason(), e);
        }
    }

    private static RowException leaves(String name) {
        return new RowException(
                "image path \"" + name + "\" leaves the data set's folder; move the image into the folder");
    }
}
