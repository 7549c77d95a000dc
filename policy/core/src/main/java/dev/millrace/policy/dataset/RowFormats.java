package dev.millrace.policy.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The formats of rows by the endings of file names: JSON lines, and those on the class path. */
final class RowFormats {

    private static final List<RowFormat> FOUND = ServiceLoader.load(RowFormat.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    private static final RowFormat LINES = new JsonLinesFormat();

    private RowFormats() {}

    /** The format of a file; what is of no known ending is taken for JSON lines. */
    static RowFormat of(String name) {
        return ending(name)
                .flatMap(end -> FOUND.stream()
                        .filter(format -> format.endings().contains(end))
                        .findFirst())
                .orElse(LINES);
    }

    /** Whether a file of a folder is one of rows by its name. */
    static boolean isKnown(String name) {
        return ending(name).filter(endings()::contains).isPresent();
    }

    static TreeSet<String> endings() {
        TreeSet<String> endings = new TreeSet<>(LINES.endings());
        FOUND.forEach(format -> endings.addAll(format.endings()));
        return endings;
    }

    private static Optional<String> ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
