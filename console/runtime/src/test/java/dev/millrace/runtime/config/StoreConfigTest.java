package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
    void shouldNameTheSettingThatIsWrong() {
        assertThatThrownBy(() -> connection("kafka.store.type=folder"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.store.config.path must name the folder that learner and workers share");
        assertThatThrownBy(() -> connection("kafka.store.type=shelf"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("kafka.store.type must be one of [folder], not shelf");
        assertThatThrownBy(() -> connection("kafka.store.config.path=/data/objects"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config is set, but type is none; a folder has type folder");
    }
}
