package dev.millrace.cli.words;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folders of main sources in a checkout. Stateless. */
final class SourceFolders {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Set<String> LEFT_OUT = Set.of("target", "test", "node_modules");

    private SourceFolders() {}

    static List<Path> of(Path checkout) throws IOException {
        List<Path> folders = new ArrayList<>();
        Files.walkFileTree(checkout, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                if (!folder.equals(checkout) && (LEFT_OUT.contains(name) || name.startsWith("."))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (folder.endsWith(MAIN)) {
                    folders.add(folder);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return folders;
    }
}
