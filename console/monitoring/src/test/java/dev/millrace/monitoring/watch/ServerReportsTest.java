package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.ServerRow;
import dev.millrace.monitoring.monitor.ServerRow.State;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.servers.ServerReport;
import dev.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerReportsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunId RUN = new RunId("demo");
    private static final RecordPlace PLACE = new RecordPlace("any", 0, 0, NOW);

    private final WatchModel model = new WatchModel(RUN, new Topics("watch."), Set.of("accuracy"), "accuracy");

    @Test
    void shouldAddUpWhatWorkersSayOfOneServer() {
        model.add(
                told(
                        "w0",
                        NOW,
                        Map.of(
                                "host_8000/in_flight", 3.0,
                                "host_8000/version", 4.0,
                                "host_8000/running", 9.0,
                                "host_8000/failed/malformed", 1.0)),
                PLACE);
        model.add(
                told(
                        "w1",
                        NOW,
                        Map.of(
                                "host_8000/in_flight", 5.0,
                                "host_8000/version", 5.0,
                                "host_8000/running", 8.0,
                                "host_8000/failed/malformed", 2.0,
                                "host_8000/failed/choices", 7.0,
                                "host_8000/away", 1.0)),
                PLACE);

        ServerRow row = onlyRow(NOW);

        assertThat(row.name()).isEqualTo("host:8000");
        assertThat(row.workers()).isEqualTo(2);
        assertThat(row.versions()).isEqualTo("4 to 5");
        assertThat(row.inFlight()).isEqualTo(8);
        assertThat(row.running()).isEqualTo(9);
        assertThat(row.refused()).isEqualTo(Map.of("malformed", 3L, "choices", 7L));
        assertThat(row.state()).isEqualTo(State.AWAY);
    }

    @Test
    void shouldForgetServersOfAWorkerThatTellsNothingMore() {
        model.add(told("w0", NOW, Map.of("host_8000/answers", 1.0)), PLACE);

        assertThat(onlyRow(NOW.plusSeconds(29)).answers()).isEqualTo(1);
        assertThat(model.overview(NOW.plusSeconds(31), true, LagProbe.Answer.NONE)
                        .servers())
                .isEmpty();
    }

    @Test
    void shouldTakeTheNewestReportWhateverOrderTheyComeIn() {
        model.add(told("w0", NOW.plusSeconds(5), Map.of("host_8000/answers", 2.0)), PLACE);
        model.add(told("w0", NOW, Map.of("host_8000/answers", 1.0)), PLACE);

        assertThat(onlyRow(NOW.plusSeconds(6)).answers()).isEqualTo(2);
    }

    @Test
    void shouldCountNothingOfTheRunByReports() {
        model.add(told("w0", NOW, Map.of("host_8000/answers", 2.0)), PLACE);

        Overview overview = model.overview(NOW, true, LagProbe.Answer.NONE);

        assertThat(overview.counted()).isFalse();
        assertThat(overview.state().kind()).isEqualTo(RunState.Kind.WAITING);
    }

    private ServerRow onlyRow(Instant now) {
        var rows = model.overview(now, true, LagProbe.Answer.NONE).servers();
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static MetricWindow told(String worker, Instant at, Map<String, Double> figures) {
        return new ServerReport(worker, at, figures).record(RUN, 5_000);
    }
}
