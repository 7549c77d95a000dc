package dev.millrace.policy.dataset;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files that a name stands for: one file; a folder, whose files of rows are meant; or a pattern such as
 * {@code data/train-*.parquet}, of which only the last part is one. Several are read in the order of their names.
 */
final class DatasetFiles {

    private static final String PATTERN = "*?[{";

    private DatasetFiles() {}

    /** @throws DatasetException if there are none */
    static List<Path> of(Path named) {
        if (Files.isDirectory(named)) {
            return list(
                    named,
                    named,
                    RowFormats::isKnown,
                    "holds no file of rows (" + String.join(", ", RowFormats.endings()) + ")");
        }
        Path last = named.getFileName();
        if (Files.exists(named) || last == null || last.toString().chars().noneMatch(c -> PATTERN.indexOf(c) >= 0)) {
            return List.of(named);
        }
        Path folder = named.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw wrong(named, "stands for no file: there is no folder " + folder);
        }
        Path parent = named.getParent();
        PathMatcher matcher = matcher(named, last);
        return list(
                named,
                parent == null ? Path.of("") : parent,
                name -> matcher.matches(Path.of(name)),
                "stands for no file; see that the pattern is quoted and right");
    }

    private static PathMatcher matcher(Path named, Path pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw wrong(named, "is no pattern: " + e.getDescription());
        }
    }

    private static List<Path> list(Path named, Path folder, Predicate<String> wanted, String none) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> wanted.test(String.valueOf(file.getFileName())))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw wrong(named, none);
            }
            return found;
        } catch (IOException | InvalidPathException e) {
            throw wrong(named, "cannot be listed (" + e + "); check the path and its permissions");
        }
    }

    private static DatasetException wrong(Path named, String what) {
        return new DatasetException(
                new DatasetProblem(named.toString(), DatasetProblem.WHOLE_FILE, RowFault.MALFORMED, what));
    }
}
