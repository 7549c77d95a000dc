package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Millrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A dry run refuses a measurer in the worker where that makes no sense. */
class MeasuringSettingsTest {

    private static final List<String> SERVERS = List.of(
            "worker.engine.type=http",
            "worker.engine.config.urls=[http://gpu:8000]",
            "worker.engine.config.model=policy",
            "worker.engine.config.weights.folder=/shared/weights",
            "worker.dependency.enabled=always",
            "worker.dependency.by=local");

    private final StringWriter said = new StringWriter();

    private int worker(List<String> settings) {
        List<String> all = new ArrayList<>(List.of("worker", "--dry-run"));
        for (String setting : settings) {
            all.addAll(List.of("-s", setting));
        }
        CommandLine commandLine = Millrace.commandLine();
        commandLine.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        return commandLine.execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.checkpoint=small-qwen | 0 | by: local",
                "policy.checkpoint=base | 2 | worker.dependency.by is local, but policies of family mot measure no answers",
                "worker.engine.config.weights.way=none | 2 | worker.dependency.by must be engine with"
                        + " engine.config.weights.way=none"
            })
    void shouldRefuseWhatMakesNoSenseWithServers(String setting, int code, String words) {
        List<String> settings = new ArrayList<>(SERVERS);
        settings.add(setting);

        assertThat(worker(settings)).as(said.toString()).isEqualTo(code);
        assertThat(said.toString()).contains(words);
    }

    @Test
    void shouldRefuseItBesideAnEngineThatIsInTheWorkerItself() {
        assertThat(worker(List.of("worker.dependency.by=local"))).isEqualTo(2);
        assertThat(said.toString())
                .contains("worker.dependency.by must be engine with engine.type=local")
                .hasLineCount(1);
    }
}
