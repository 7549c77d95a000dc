package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.workers.feeding.FeedPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSectionsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadHowDataSetsAreReadAndFed() throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("run.yaml"),
                """
                data:
                  preset: open_r1
                  columns: {answer: gold.value}
                  keep: [level]
                  rate: {column: PassRate_7BBase, min: 0.1}
                feeder:
                  epochs: 3
                  curriculum:
                    easy: {weights: {identify: 1}}
                    all: {step: 100, weights: {"*": 1}}
                """);

        // When
        MillraceConfig config = MillraceConfig.loader()
                .load(Optional.of(file), List.of("feeder.curriculum.easy.weights.(G) Plane. Geometry=0.5"));

        // Then
        assertThat(config.data().preset()).isEqualTo(DatasetPreset.OPEN_R1);
        assertThat(config.data().columns().answer()).isEqualTo("gold.value");
        assertThat(config.data().keep()).containsExactly("level");
        assertThat(config.data().rate().max()).isEqualTo(1);
        assertThat(config.feeder().epochs()).isEqualTo(3);
        assertThat(config.feeder().curriculum())
                .containsEntry("easy", new FeedPhase(0, 0, Map.of("identify", 1.0, "(G) Plane. Geometry", 0.5)))
                .containsEntry("all", new FeedPhase(0, 100, Map.of("*", 1.0)));
        String yaml = MillraceConfig.loader().toYaml(config);
        Path again = Files.writeString(folder.resolve("again.yaml"), yaml);
        assertThat(MillraceConfig.loader().load(Optional.of(again), List.of())).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.preset=geometry4k | data.preset must be one of auto, millrace, geometry3k",
                "data.columns.prompt=a | unknown key data.columns.prompt",
                "data.rate.min=2 | data.rate.min must not be above max, but is 2.0 and max 1.0",
                "feeder.epochs=-1 | feeder.epochs must not be negative",
                "feeder.curriculum.a.weights.b=-1 | feeder.curriculum.a.weights.b must be a finite number",
                "feeder.curriculum.a.from=1 | unknown key feeder.curriculum.a.from",
            })
    void shouldNameTheKeyThatIsWrong(String override, String complaint) {
        assertThatThrownBy(() -> MillraceConfig.loader().load(Optional.empty(), List.of(override)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(complaint);
    }
}
