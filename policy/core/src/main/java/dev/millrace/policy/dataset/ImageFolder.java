package dev.millrace.policy.dataset;

import dev.millrace.policy.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Images in a folder. A row may only name files within it, and no link leads out of it, but into a folder that the user
 * named for that: data sets come from others, links and all, and what a row names is published.
 */
final class ImageFolder implements ImagePlace {

    private final Path root;
    private final Optional<Path> links;
    private final ImageLimits limits;

    /** @param links where links may lead */
    ImageFolder(Path root, Optional<Path> links, ImageLimits limits) {
        this.root = root;
        this.links = links;
        this.limits = limits;
    }

    @Override
    public byte[] read(String name) throws RowException {
        Path file = locate(name);
        try {
            long size = Files.size(file);
            if (size > limits.maxBytes()) {
                throw new RowException(
                        RowFault.IMAGE_TOO_LARGE,
                        "image \"" + name + "\" has " + size + " bytes, more than the limit of " + limits.maxBytes()
                                + "; make it smaller");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(name, file, e);
        }
    }

    private Path locate(String name) throws RowException {
        Path path = parse(name);
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root.normalize())) {
            throw new RowException(
                    RowFault.IMAGE_OUTSIDE,
                    path.isAbsolute()
                            ? "image path \"" + name + "\" is absolute and not within " + root
                                    + "; name the folder that holds the images by data.image_root"
                            : "image path \"" + name
                                    + "\" leaves the folder of the images; move the image into the folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new RowException(
                    RowFault.IMAGE_MISSING,
                    "image \"" + name + "\" does not exist (looked for " + file
                            + "); add the file, correct the path, or name its folder by data.image_root");
        }
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(root.toRealPath())
                    && !(links.isPresent() && real.startsWith(links.get().toRealPath()))) {
                throw new RowException(
                        RowFault.IMAGE_OUTSIDE,
                        "image path \"" + name + "\" is a link out of the folder of the images, to " + real
                                + ", and such links are not followed; allow a folder that they may lead into by"
                                + " data.links_root, or give a copy without links, as cp -rL FOLDER COPY makes");
            }
        } catch (IOException e) {
            throw unreadable(name, file, e);
        }
        return file;
    }

    private static Path parse(String name) throws RowException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new RowException(
                    RowFault.IMAGE_MISSING, "image path \"" + name + "\" is not a path: " + e.getReason(), e);
        }
    }

    private static RowException unreadable(String name, Path file, IOException e) {
        return new RowException(
                RowFault.IMAGE_MISSING, "image \"" + name + "\" cannot be read (" + e + "); check " + file, e);
    }

    @Override
    public void close() {
        // Files are open only while they are read.
    }
}
