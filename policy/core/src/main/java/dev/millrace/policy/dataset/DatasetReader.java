package dev.millrace.policy.dataset;

import dev.millrace.policy.image.ImageLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a JSONL data set with its images, which are named relative to the file's folder.
 *
 * <p>A row is wrong if it is not a JSON object with the fields it needs in their types, if its id has appeared, or if an
 * image it names is missing, outside the folder, or not a sound PNG.
 */
public final class DatasetReader {

    private DatasetReader() {}

    /**
     * Reads a whole data set.
     *
     * @throws DatasetException at the first thing wrong
     */
    public static Dataset read(Path file) {
        return read(file, false);
    }

    /**
     * Reads a whole data set.
     *
     * @param skipBad whether wrong rows are left out and reported in {@link Dataset#skipped} instead of thrown
     * @throws DatasetException at the first wrong row unless those are skipped; if the file cannot be read; if no entry
     *     is in it
     */
    public static Dataset read(Path file, boolean skipBad) {
        List<DatasetProblem> skipped = new ArrayList<>();
        try (Stream<DatasetEntry> entries = skipBad ? stream(file, skipped::add) : stream(file)) {
            return new Dataset(entries.toList(), skipped);
        }
    }

    /**
     * The entries one by one, as they are read, up to the first thing wrong: then a {@link DatasetException}. To be used
     * by one thread and closed.
     *
     * @throws DatasetException if the file cannot be opened
     */
    public static Stream<DatasetEntry> stream(Path file) {
        return open(file, (problem, cause) -> {
            throw new DatasetException(problem, cause);
        });
    }

    /**
     * The entries one by one, as they are read, without wrong rows. To be used by one thread and closed.
     *
     * @param onSkipped told of each wrong row as it is passed
     * @throws DatasetException if the file cannot be opened; later, if it cannot be read on or ends without any entry
     */
    public static Stream<DatasetEntry> stream(Path file, Consumer<DatasetProblem> onSkipped) {
        return open(file, (problem, cause) -> onSkipped.accept(problem));
    }

    private static Stream<DatasetEntry> open(Path file, EntryIterator.OnProblem onProblem) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
        ImageFolder images = new ImageFolder(folder, ImageLimits.defaults());
        EntryIterator entries = EntryIterator.open(file, images, onProblem);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(entries::close);
    }
}
