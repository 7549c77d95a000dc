package dev.millrace.monitoring.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {

    private static final FullScreen SCREEN = new FullScreen(new Screen("run demo", 100), false);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PipedOutputStream keys = new PipedOutputStream();
    private final CountDownLatch left = new CountDownLatch(1);
    private Terminal terminal;
    private TerminalScreen screen;

    @BeforeEach
    void take() throws IOException {
        terminal = new ExternalTerminal(
                "test", "xterm-256color", new PipedInputStream(keys), written, StandardCharsets.UTF_8);
        terminal.setSize(new Size(120, 40));
        screen = new TerminalScreen(terminal, SCREEN, left::countDown);
    }

    @AfterEach
    void close() throws IOException {
        keys.close();
    }

    @Test
    void shouldShowTheRunAndGiveTheTerminalBack() {
        screen.show(FullScreenTest.run(2, List.of()));
        String shown = text();

        screen.close();

        assertThat(shown).startsWith("\u001b[?1049h").contains("run demo", "orkers", "w-1", "leaves");
        assertThat(text()).contains("\u001b[?1049l").contains("\u001b[?25h");
    }

    @Test
    void shouldFollowTheTerminalsSize() {
        screen.show(FullScreenTest.run(2, List.of()));
        written.reset();

        terminal.setSize(new Size(60, 12));
        terminal.raise(Terminal.Signal.WINCH);
        screen.show(FullScreenTest.run(2, List.of()));

        assertThat(text()).contains("no room for: ").contains("━".repeat(30)).doesNotContain("━".repeat(31));
        screen.close();
    }

    @Test
    void shouldLeaveAtAKey() throws Exception {
        keys.write("xq".getBytes(StandardCharsets.UTF_8));
        keys.flush();

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        screen.close();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
