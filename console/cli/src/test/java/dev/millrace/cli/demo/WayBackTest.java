package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.config.MillraceConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WayBackTest {

    private static MillraceConfig settings(String... overrides) {
        return MillraceConfig.loader().load(List.of(), Optional.empty(), List.of(overrides));
    }

    @Test
    void shouldSayTheCommandsThatBringThePageBack() {
        assertThat(WayBack.lines(settings(), Path.of("runs/second")))
                .containsExactly(
                        "see its page again, with a terminal for each:",
                        "  ./millrace local --run runs/second",
                        "  ./millrace page --config runs/second/config.yaml");
    }

    @Test
    void shouldNameTheLocalBrokerWhereTheSettingsNameAnother() {
        assertThat(WayBack.lines(settings("kafka.bootstrap=broker:9092"), Path.of("my runs/a")))
                .element(2)
                .isEqualTo("  ./millrace page --config 'my runs/a/config.yaml' -s kafka.bootstrap=localhost:9092"
                        + " -s kafka.registry=http://localhost:8081");
    }
}
