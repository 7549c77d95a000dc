package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.config.MillraceConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What containers are told of a bucket can be read where the module of its store is. */
class BucketSettingsTest {

    private static final Path FILE =
            Path.of(System.getProperty("millrace.root", "../..")).resolve("infra/compose/settings-bucket.yaml");

    @Test
    void shouldReadWhatContainersAreToldOfTheBucket() {
        // Given what stands in the environment of a container
        List<String> secrets = List.of("kafka.store.config.access_key=me", "kafka.store.config.secret_key=secret");

        // When
        MillraceConfig settings = MillraceConfig.loader().load(Optional.of(FILE), secrets);

        // Then
        assertThat(settings.kafka().connection().store())
                .hasValueSatisfying(store -> assertThat(store.type()).isEqualTo("s3"));
        assertThat(settings.kafka().replication()).isEqualTo(3);
        assertThat(settings.learner().checkpoint().store()).isTrue();
        assertThat(settings.metrics().port()).isEqualTo(9470);
    }
}
