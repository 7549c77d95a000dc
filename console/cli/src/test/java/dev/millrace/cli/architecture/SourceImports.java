package dev.millrace.cli.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a source file names of other packages, in its imports and in its code. Sources are read, since bytecode hides
 * what it has inlined: a constant of another package leaves no trace in a class file.
 *
 * @param name of the class, with its package
 * @param packages that it names, its own left out
 * @param types that it names with their packages
 */
record SourceImports(String name, List<String> packages, List<String> types) {

    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern PROSE =
            Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?([a-z_0-9.]+)\\.[A-Z*]", Pattern.MULTILINE);
    private static final Pattern QUALIFIED = Pattern.compile("\\b((?:dev|org|io|ai)(?:\\.[a-z_0-9]+)+)\\.[A-Z]\\w*");

    private static final Pattern TYPE = Pattern.compile("\\b(?:dev|org|io|ai)(?:\\.[a-z_0-9]+)+\\.[A-Z]\\w*");

    static SourceImports parse(String simpleName, String source) {
        String code = PROSE.matcher(source).replaceAll(" ");
        Matcher declared = PACKAGE.matcher(code);
        if (!declared.find()) {
            throw new IllegalArgumentException(simpleName + " names no package");
        }
        String own = declared.group(1);
        TreeSet<String> packages = new TreeSet<>();
        for (Pattern pattern : List.of(IMPORT, QUALIFIED)) {
            pattern.matcher(code).results().map(match -> match.group(1)).forEach(packages::add);
        }
        packages.remove(own);
        List<String> types =
                TYPE.matcher(code).results().map(MatchResult::group).distinct().toList();
        return new SourceImports(own + "." + simpleName, List.copyOf(packages), types);
    }

    /** Of all sources below a folder, in the order of their paths. */
    static List<SourceImports> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(SourceImports::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceImports read(Path file) {
        try {
            String name = file.getFileName().toString();
            return parse(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String packageName() {
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Whether it names this package or one below it. */
    boolean names(String root) {
        return packages.stream().anyMatch(named -> isWithin(named, root));
    }

    boolean residesIn(String root) {
        return isWithin(packageName(), root);
    }

    private static boolean isWithin(String named, String root) {
        return named.equals(root) || named.startsWith(root + ".");
    }
}
