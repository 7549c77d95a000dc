package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreConfigTest {

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    private KafkaConnection connection(String... settings) {
        return loader.load(Optional.empty(), List.of(settings)).kafka().connection();
    }

    @Test
    void shouldSendAllThroughTheLogUnlessAStoreIsNamed() {
        assertThat(connection().openStore()).isEmpty();
    }

    @Test
    void shouldOpenTheStoreThatIsNamed() {
        KafkaConnection connection = connection("kafka.store.type=folder", "kafka.store.config.path=/data/objects");

        try (ObjectStore store = connection.openStore().orElseThrow()) {
            assertThat(store.name()).isEqualTo("folder:/data/objects");
        }
        assertThat(connection.toString()).contains("folder").doesNotContain("/data/objects");
    }

    @Test
    void shouldOpenItWithWhatAReferenceStandsForAndSaveTheReference(@TempDir Path folder) throws IOException {
        // Given
        Path named = Files.writeString(folder.resolve("named"), "/data/objects\n");
        String reference = "${file:" + named + "}";

        // When
        MillraceConfig config = loader.load(
                Optional.empty(), List.of("kafka.store.type=folder", "kafka.store.config.path=" + reference));

        // Then
        assertThat(loader.toYaml(config)).contains(reference).doesNotContain("/data/objects");
        try (ObjectStore store = config.kafka().connection().openStore().orElseThrow()) {
            assertThat(store.name()).isEqualTo("folder:/data/objects");
        }
    }

    @Test
    void shouldNotCopyCheckpointsIntoNoStore() {
        assertThatThrownBy(() -> connection("learner.checkpoint.store=true"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "learner.checkpoint.store copies checkpoints to the object store, and kafka.store names"
                                + " none");
        assertThat(connection(
                                "learner.checkpoint.store=true",
                                "kafka.store.type=folder",
                                "kafka.store.config.path=/data/objects")
                        .store())
                .isPresent();
    }

    @Test
    void shouldNameTheSettingThatIsWrong() {
        assertThatThrownBy(() -> connection("kafka.store.type=folder"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("kafka.store.config.path must name the folder that learner and workers share");
        assertThatThrownBy(() -> connection("kafka.store.type=foldr"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-s kafka.store.type=foldr: kafka.store.type names no type of stores: foldr (did you mean"
                        + " folder?); there are folder, none; a jar in plugins/ adds another");
        assertThatThrownBy(() -> connection("kafka.store.type=folder", "kafka.store.config.pat=/data"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key kafka.store.config.pat; did you mean kafka.store.config.path?");
        assertThatThrownBy(() -> connection("kafka.store.config.path=/data/objects"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config is set, but type is none; a folder has type folder");
    }
}
