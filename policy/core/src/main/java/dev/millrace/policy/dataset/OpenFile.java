package dev.millrace.policy.dataset;

import dev.millrace.policy.image.ImageLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One file of a data set while it is read, with its images. Belongs to one thread. */
final class OpenFile implements Closeable {

    private final Path file;
    private final DataConfig config;
    private final RowSource source;
    private final ImagePlace place;
    private @Nullable RowReader reader;

    private OpenFile(Path file, DataConfig config, RowSource source, ImagePlace place) {
        this.file = file;
        this.config = config;
        this.source = source;
        this.place = place;
    }

    /**
     * Opens a file.
     *
     * @throws DatasetException if it lacks a column, or there is no archive of images
     */
    static OpenFile of(Path file, DataConfig config) throws IOException {
        RowSource source = RowFormats.of(String.valueOf(file.getFileName())).open(file);
        try {
            if (!source.columns().isEmpty()) {
                RowColumns.of(config, source.columns(), true)
                        .require(source.columns(), config.requireAnswer(), file.toString());
            }
            return new OpenFile(file, config, source, place(file, config));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static ImagePlace place(Path file, DataConfig config) {
        if (!config.imageArchive().isEmpty()) {
            return ImageArchive.open(Path.of(config.imageArchive()), config.imageRoot(), ImageLimits.defaults());
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
        Path root = config.imageRoot().isEmpty()
                ? folder
                : Path.of(config.imageRoot()).toAbsolutePath();
        Optional<Path> links = Optional.of(config.linksRoot())
                .filter(allowed -> !allowed.isEmpty())
                .map(Path::of);
        return new ImageFolder(root, links, ImageLimits.defaults());
    }

    Path file() {
        return file;
    }

    /** The file's name without its ending. */
    String stem() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    RowSource source() {
        return source;
    }

    /** Reads its rows by the columns that it has, or, where each row has its own, that its first one has. */
    RowReader reader(Row first) {
        RowReader known = reader;
        if (known == null) {
            boolean fixed = !source.columns().isEmpty();
            RowColumns columns = RowColumns.of(config, fixed ? source.columns() : RowColumns.in(first), fixed);
            known = new RowReader(config, columns, new RowImages(place, ImageLimits.defaults()));
            reader = known;
        }
        return known;
    }

    /** What it is read as; not decided before its first row. */
    DatasetPreset preset() {
        RowReader known = reader;
        return known == null ? DatasetPreset.AUTO : known.preset();
    }

    @Override
    public void close() throws IOException {
        try (source;
                place) {
            // Both are closed, whatever the first one throws.
        }
    }
}
