package dev.millrace.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every shell block of the how-tos, and of the README's tour, does what it says without an error. A block is left out only
 * where its first line says so: {@code # not tested: WHY}. With {@code -Dmillrace.page=rewards.md} one page is run.
 */
@Tag("slow")
class HowToTest {

    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
    private static final String TOUR = "## A tour";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> shouldRunEveryCommandOfEveryPage() throws IOException {
        List<Path> pages;
        try (Stream<Path> howTos = Files.list(ROOT.resolve("docs/howto"))) {
            pages = Stream.concat(Stream.of(ROOT.resolve("README.md")), howTos.sorted())
                    .filter(page -> page.toString().endsWith(System.getProperty("millrace.page", ".md")))
                    .toList();
        }
        return pages.stream().map(page -> DynamicTest.dynamicTest(name(page), () -> run(page)));
    }

    private void run(Path page) throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(page);
        List<ShellBlock> blocks =
                ShellBlock.of(name(page).equals("README.md") ? ShellBlock.section(lines, TOUR) : lines).stream()
                        .filter(ShellBlock::isTested)
                        .toList();
        new PageRun(Files.createDirectory(folder.resolve(name(page)))).run(blocks);
    }

    private static String name(Path page) {
        return String.valueOf(page.getFileName());
    }
}
