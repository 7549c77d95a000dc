package dev.millrace.policy.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads data sets with their images: JSON lines, and what other formats are on the class path; a file, a folder of them, or a
 * pattern.
 *
 * <p>A row is wrong if it lacks a column it needs or has it in a wrong type, if its id has appeared, or if an image it names is
 * missing, lies elsewhere than it may, or is not sound.
 */
public final class DatasetReader {

    /** Of a data set that is held whole. */
    private static final long IMAGES_IN_MEMORY = 256L << 20;

    private DatasetReader() {}

    /**
     * Reads a whole data set of the own form, in which answers may be missing.
     *
     * @throws DatasetException at the first thing wrong
     */
    public static Dataset read(Path named) {
        return read(named, false);
    }

    /**
     * As {@link #read(Path)}.
     *
     * @param skipBad as in {@link #read(Path, DataConfig, EntryCheck, boolean)}
     */
    public static Dataset read(Path named, boolean skipBad) {
        return read(named, DataConfig.defaults().withoutAnswers(), EntryCheck.NONE, skipBad);
    }

    /**
     * Reads a whole data set. Of its images those that do not fit into memory are kept in a temporary file.
     *
     * @param named a file, a folder, or a pattern
     * @param check what it refuses is wrong too
     * @param skipBad whether wrong rows are left out and reported in {@link Dataset#skipped} instead of thrown
     * @throws DatasetException at the first wrong row unless those are skipped; if a file cannot be read; if no entry is
     *     in it
     */
    public static Dataset read(Path named, DataConfig config, EntryCheck check, boolean skipBad) {
        List<DatasetProblem> skipped = new ArrayList<>();
        return read(
                named,
                config,
                check,
                skipBad ? (problem, cause) -> skipped.add(problem) : DatasetReader::fail,
                skipped,
                true);
    }

    /**
     * As {@link #read(Path, DataConfig, EntryCheck, boolean)} without what is wrong, but it may be that no row is an entry.
     */
    public static Dataset examine(Path named, DataConfig config, EntryCheck check) {
        List<DatasetProblem> skipped = new ArrayList<>();
        return read(named, config, check, (problem, cause) -> skipped.add(problem), skipped, false);
    }

    private static Dataset read(
            Path named,
            DataConfig config,
            EntryCheck check,
            EntryIterator.OnProblem onProblem,
            List<DatasetProblem> skipped,
            boolean someEntries) {
        List<DatasetEntry> kept = new ArrayList<>();
        ImageSpill spill = new ImageSpill(IMAGES_IN_MEMORY);
        try (EntryIterator entries = EntryIterator.open(named, config, check, onProblem)) {
            entries.forEachRemaining(entry ->
                    kept.add(entry.with(entry.images().stream().map(spill::keep).toList())));
            if (someEntries) {
                entries.requireEntries();
            }
            return new Dataset(kept, entries.preset(), entries.passedOver(), skipped);
        }
    }

    /**
     * The entries one by one, as they are read, up to the first thing wrong: then a {@link DatasetException}. To be used
     * by one thread and closed.
     *
     * @throws DatasetException if a file cannot be opened
     */
    public static Stream<DatasetEntry> stream(Path named, DataConfig config) {
        return open(named, config, DatasetReader::fail);
    }

    /**
     * The entries one by one, as they are read, without wrong rows. To be used by one thread and closed.
     *
     * @param onSkipped told of each wrong row as it is passed
     * @throws DatasetException if a file cannot be opened; later, if it cannot be read on
     */
    public static Stream<DatasetEntry> stream(Path named, DataConfig config, Consumer<DatasetProblem> onSkipped) {
        return open(named, config, (problem, cause) -> onSkipped.accept(problem));
    }

    private static void fail(DatasetProblem problem, RowException cause) {
        throw new DatasetException(problem, cause);
    }

    private static Stream<DatasetEntry> open(Path named, DataConfig config, EntryIterator.OnProblem onProblem) {
        EntryIterator entries = EntryIterator.open(named, config, EntryCheck.NONE, onProblem);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(entries::close);
    }
}
