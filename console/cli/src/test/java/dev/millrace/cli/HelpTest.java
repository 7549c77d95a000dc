package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** The help of every command, in a terminal of 80 columns. */
class HelpTest {

    private static final int COLUMNS = 80;

    /** Roles and servers, which run until they are stopped, and what prints nothing but help. */
    private static final Set<String> WITHOUT_RESULT =
            Set.of("worker", "score", "streams", "learn", "local", "up", "page", "help", "completion");

    @TestFactory
    Stream<DynamicTest> shouldBreakNoSentence() {
        return commands().stream()
                .map(command -> DynamicTest.dynamicTest(name(command), () -> {
                    assertThat(broken(command.getCommandSpec().usageMessage().description()))
                            .as("paragraphs that end within a sentence")
                            .isEmpty();
                    for (ArgSpec argument : command.getCommandSpec().args()) {
                        assertThat(broken(argument.description()))
                                .as("paragraphs of %s that end within a sentence", argument.paramLabel())
                                .isEmpty();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> shouldFitTheTerminalAndListCommandsInWholeSentences() {
        return commands().stream()
                .map(command -> DynamicTest.dynamicTest(name(command), () -> {
                    String usage = command.getUsageMessage();

                    assertThat(usage.lines().filter(line -> line.length() > COLUMNS))
                            .isEmpty();
                    String flowing = flowing(usage);
                    command.getSubcommands().values().forEach(each -> {
                        String first =
                                flowing(each.getCommandSpec().usageMessage().description()[0]);
                        assertThat(first)
                                .as("what the list says of %s", name(each))
                                .endsWith(".");
                        assertThat(flowing).contains(each.getCommandName() + " " + first);
                    });
                }));
    }

    @Test
    void shouldOfferJsonWhereverThereIsAResult() {
        assertThat(commands())
                .filteredOn(command -> command.getSubcommands().isEmpty())
                .filteredOn(command -> !WITHOUT_RESULT.contains(command.getCommandName()))
                .allSatisfy(command -> assertThat(command.getCommandSpec().findOption("--json"))
                        .as(name(command))
                        .isNotNull());
    }

    /** All paragraphs but the last must end where a sentence does, or lead to an example; examples are indented. */
    private static List<String> broken(String[] paragraphs) {
        return Arrays.stream(paragraphs)
                .limit(Math.max(0, paragraphs.length - 1))
                .filter(paragraph -> !paragraph.isBlank() && !paragraph.startsWith(" ") && !paragraph.matches(".*[.:]"))
                .toList();
    }

    private static String flowing(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static List<CommandLine> commands() {
        List<CommandLine> all = new ArrayList<>();
        Deque<CommandLine> left = new ArrayDeque<>(
                List.of(Millrace.commandLine().setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS)));
        while (!left.isEmpty()) {
            CommandLine command = left.pop();
            all.add(command);
            left.addAll(command.getSubcommands().values());
        }
        return all;
    }
}
