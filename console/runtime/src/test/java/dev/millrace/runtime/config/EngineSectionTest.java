package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.workers.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type {@code remote} comes with the tests, as one of another project would: by META-INF/services alone. */
class EngineSectionTest {

    private static final String FILE =
            """
            worker:
              engine:
                type: remote
                config: {timeout: 5s}
            """;

    @TempDir
    private Path folder;

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    @Test
    void shouldSampleInTheProcessOfTheWorkerWhereNothingIsSaid() {
        assertThat(MillraceConfig.defaults().worker().engine()).isEqualTo(new EngineConfig("local", new NoConfig()));
    }

    @Test
    void shouldBindTheConfigAsItsTypeSays() throws IOException {
        // When
        MillraceConfig config = load(FILE, "worker.engine.config.url=http://there#1");

        // Then
        assertThat(config.worker().engine())
                .isEqualTo(new EngineConfig(
                        "remote", new RemoteEngineFactory.Remote("http://there#1", Duration.ofSeconds(5), 2)));
    }

    @Test
    void shouldReadBackWhatItPrints() throws IOException {
        MillraceConfig config = load(FILE);

        assertThat(loader.toYaml(config)).contains("type: remote").contains("timeout: 5s");
        assertThat(load(loader.toYaml(config))).isEqualTo(config);
    }

    @Test
    void shouldOpenTheEngineOfThatTypeWithItsConfig() throws IOException {
        EngineConfig engine = load(FILE).worker().engine();

        assertThatThrownBy(() -> engine.open(new EngineContext(ModelSource.folder(folder), new ComputeSettings(2))))
                .hasMessage("opened with Remote[url=http://localhost:8000, timeout=PT5S, retries=2]"
                        + " and ComputeSettings[threads=2, device=cpu, precision=AUTO]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker.engine.type=remot | -s worker.engine.type=remot: worker.engine.type names no type of engines: remot"
                        + " (did you mean remote?); there are http, local, remote; a jar in plugins/ adds another",
                "worker.engine.config.ulr=x | unknown key worker.engine.config.ulr; did you mean worker.engine.config.url?",
                "worker.engine.type=local | unknown key worker.engine.config.timeout; there are none here",
                "worker.engine.config.retries=-1 | worker.engine.config.retries must be at least 0, not -1",
                "worker.engine.config.retries=few | worker.engine.config.retries must be a whole number below 2147483648",
                "worker.engine.config=few | worker.engine.config must be a section with keys of its own, not \"few\"",
                "worker.engine.typ=local | unknown key worker.engine.typ; did you mean worker.engine.type?"
            })
    void shouldSayWhatIsWrongWithADeclaration(String override, String message) {
        assertThatThrownBy(() -> load(FILE, override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private MillraceConfig load(String yaml, String... overrides) throws IOException {
        return loader.load(Optional.of(Files.writeString(folder.resolve("engine.yaml"), yaml)), List.of(overrides));
    }
}
