package dev.millrace.monitoring.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.ServerRow.State;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerLinesTest {

    @Test
    void shouldSayHowAServerStands() {
        assertThat(ServerLines.of(List.of(row("10.0.0.1:8000", State.SERVES, Map.of("malformed", 3L, "choices", 1L)))))
                .containsExactly("servers   10.0.0.1:8000   version 12   48 of 64 in flight, 2 waiting   cache 93 %"
                        + "   5,120 tokens/s   refused 4 (malformed 3, choices 1)");
    }

    @Test
    void shouldPutServersThatDoNotServeFirst() {
        assertThat(ServerLines.of(List.of(
                        row("b:1", State.SERVES, Map.of()), row("long:10", State.LEFT_OUT, Map.of("status_500", 2L)))))
                .containsExactly(
                        "servers   long:10   LEFT OUT   version 12   refused 2 (status 500 2)",
                        "          b:1       version 12   48 of 64 in flight, 2 waiting   cache 93 %   5,120 tokens/s");
    }

    @Test
    void shouldLeaveRoomForTheRun() {
        List<ServerRow> many = IntStream.range(0, 9)
                .mapToObj(i -> row("host:" + i, State.SERVES, Map.of()))
                .toList();

        assertThat(ServerLines.of(many)).hasSize(5).endsWith("          and 5 more");
    }

    @Test
    void shouldSayNothingWhereThereAreNone() {
        assertThat(ServerLines.of(List.of())).isEmpty();
    }

    private static ServerRow row(String name, State state, Map<String, Long> refused) {
        return new ServerRow(name, 1, 12, 12, 48, 64, 48, 2, 0.93, 5_120, 100, refused, state);
    }
}
