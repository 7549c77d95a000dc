package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void shouldHonourNoColor() {
        assertThat(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true, 100))
                .isEqualTo(new Terminal(true, false, 100));
        assertThat(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", ""), true, 100)
                        .colours())
                .isTrue();
        assertThat(Terminal.of(Map.of("TERM", "xterm"), true, 300)).isEqualTo(new Terminal(true, true, 120));
    }

    @Test
    void shouldWriteNoSequenceWhereNoTerminalTakesThem() {
        assertThat(Terminal.of(Map.of("TERM", "xterm"), false, 80)).isEqualTo(new Terminal(false, false, 80));
        assertThat(Terminal.of(Map.of("TERM", "dumb"), true, 20)).isEqualTo(new Terminal(false, false, 40));
        assertThat(Terminal.of(Map.of(), true, 80).inPlace()).isFalse();
    }
}
