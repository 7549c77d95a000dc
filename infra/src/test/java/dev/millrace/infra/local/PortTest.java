package dev.millrace.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortTest {

    /** Where brokers that started while others were busy ended with "address in use". */
    @Test
    void shouldNotGivePortsThatTheSystemGivesToOthers() {
        for (int i = 0; i < 50; i++) {
            assertThat(Port.free()).isBetween(15_000, 31_999).matches(Port::isFree);
        }
    }

    @Test
    void shouldSayInPlainWordsWhoCannotListen() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Port.HOST))) {
            int taken = other.getLocalPort();

            assertThatThrownBy(() -> Port.choose("broker", taken, 0))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessage("the broker cannot listen on port " + taken + " of 127.0.0.1, which is taken;"
                            + " stop the process that listens on it, or give the broker another port, or 0 for any"
                            + " free one");
            assertThat(Port.choose("broker", 0, taken)).isNotEqualTo(taken);
        }
    }
}
