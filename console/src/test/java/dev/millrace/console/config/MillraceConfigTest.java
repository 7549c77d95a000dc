package dev.millrace.console.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceConfigTest {

    @TempDir
    private Path folder;

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    @Test
    void shouldReadBackAllDefaults() throws IOException {
        // Given
        Path file = folder.resolve("all.yaml");
        Files.writeString(file, loader.toYaml(MillraceConfig.defaults()));

        // When
        MillraceConfig again = loader.load(Optional.of(file), List.of());

        // Then
        assertThat(again).isEqualTo(MillraceConfig.defaults());
    }

    @Test
    void shouldKnowEverySettingThatItTranslatesPeersNamesTo() {
        KnownKeys known = new KnownKeys(MillraceConfig.class);
        assertThat(PeerNames.all()).allSatisfy((peers, ours) -> assertThat(known.isKnown(KeyPath.of(ours)))
                .as("%s, for %s", ours, peers)
                .isTrue());
    }

    @Test
    void shouldTranslateAPeersName() {
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("worker.num_generations=16")))
                .hasMessage("-s worker.num_generations=16: unknown key worker.num_generations;"
                        + " did you mean worker.group_size?");
    }

    @Test
    void shouldNameThePathWhereARoleRefusesItsSettings() {
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("worker.group_size=1")))
                .hasMessage("-s worker.group_size=1: worker.group_size must be at least 2, not 1");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("learner.optimizer.lr=-1")))
                .hasMessageStartingWith("-s learner.optimizer.lr=-1: learner.optimizer.lr must be above 0");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("advantage.estimator=ppo")))
                .hasMessageContaining("advantage.")
                .hasMessageContaining("ppo");
    }
}
