package dev.millrace.policy.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The formats of rows by the endings of file names: JSON lines, JSON, and those on the class path. */
final class RowFormats {

    private static final RowFormat LINES = new JsonLinesFormat();
    private static final List<RowFormat> KNOWN = Stream.concat(
                    Stream.of(LINES, new JsonFileFormat()),
                    ServiceLoader.load(RowFormat.class).stream().map(ServiceLoader.Provider::get))
            .toList();

    private RowFormats() {}

    /** The format of a file; what is of no known ending is taken for JSON lines. */
    static RowFormat of(String name) {
        return ending(name)
                .flatMap(end -> KNOWN.stream()
                        .filter(format -> format.endings().contains(end))
                        .findFirst())
                .orElse(LINES);
    }

    /** Whether a file of a folder is one of rows by its name. */
    static boolean isKnown(String name) {
        return ending(name).filter(endings()::contains).isPresent();
    }

    static TreeSet<String> endings() {
        TreeSet<String> endings = new TreeSet<>();
        KNOWN.forEach(format -> endings.addAll(format.endings()));
        return endings;
    }

    private static Optional<String> ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
