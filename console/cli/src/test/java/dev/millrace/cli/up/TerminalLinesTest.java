package dev.millrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalLinesTest {

    private final StringWriter out = new StringWriter();

    @Test
    void shouldBeginEachLineWithWhoSaysIt() {
        TerminalLines lines = new TerminalLines(new PrintWriter(out), false, List.of("learner", "page"));

        lines.print("page", "at http://127.0.0.1:8080/");

        assertThat(out).hasToString("page    | at http://127.0.0.1:8080/\n");
    }

    @Test
    void shouldColourTheNamesAlone() {
        TerminalLines lines = new TerminalLines(new PrintWriter(out), true, List.of("learner", "page"));

        lines.print("learner", "step 1");

        assertThat(out).hasToString("\u001b[36mlearner |\u001b[0m step 1\n");
    }
}
