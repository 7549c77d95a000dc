package dev.millrace.models.mot.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedAutoencoderTest {

    private static final String SHIPPED = DrawingConfig.SHIPPED_AUTOENCODER;

    @TempDir
    Path folder;

    @Test
    void shouldKnowTheShippedOneByItsDigest() {
        try (Autoencoder shipped = Autoencoder.shipped()) {
            assertThat(shipped.digest().whole()).isEqualTo(SHIPPED);
        }
    }

    @Test
    void shouldTakeAnAutoencoderOfItsOwnAlong() {
        // Given
        try (Autoencoder own = autoencoder(3)) {
            model(own.drawing()).with(own).write(folder.resolve("base"));

            // When
            SavedModel read = SavedModel.read(ModelSource.folder(folder.resolve("base")));
            Path saved = new CheckpointStore(folder.resolve("run"), 2)
                    .save(read.files(), new TrainingState(1, Map.of(), Map.of(), Map.of()));

            // Then
            SavedModel trained = SavedModel.read(CheckpointStore.load(saved).files());
            assertThat(trained).isEqualTo(read);
            try (Autoencoder found = trained.openAutoencoder();
                    Autoencoder again =
                            CarriedAutoencoder.open(trained.config().requireDrawing(), ModelSource.folder(saved))) {
                assertThat(found.digest()).isEqualTo(own.digest());
                assertThat(again.digest()).isEqualTo(own.digest());
            }
        }
    }

    @Test
    void shouldRefuseAnotherOneAndNameBoth() {
        try (Autoencoder wanted = autoencoder(3);
                Autoencoder other = autoencoder(4)) {
            // Given
            SavedModel mixedUp = model(wanted.drawing()).with(other);

            // When
            assertThatThrownBy(mixedUp::openAutoencoder)
                    // Then
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(wanted.digest().whole())
                    .hasMessageContaining(other.digest().whole());
        }
    }

    @Test
    void shouldNotTakeTheShippedOneForAnother() {
        try (Autoencoder wanted = autoencoder(3)) {
            // Given
            model(wanted.drawing()).write(folder);

            // When
            assertThatThrownBy(() -> CarriedAutoencoder.open(wanted.drawing(), ModelSource.folder(folder)))
                    // Then
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("autoencoder.safetensors")
                    .hasMessageContaining(wanted.digest().whole())
                    .hasMessageContaining(SHIPPED);
        }
    }

    @Test
    void shouldTakeAnOlderCheckpointForOneOfTheShippedAutoencoder() throws IOException {
        // Given
        model(new DrawingConfig(16, 16, SHIPPED)).write(folder);
        Path config = folder.resolve("config.json");
        String named = Files.readString(config);
        String older = named.replaceAll(",\\s*\"autoencoder\" : \"[0-9a-f]{64}\"", "");
        assertThat(older).isNotEqualTo(named);
        Files.writeString(config, older);

        // When
        SavedModel read = SavedModel.read(ModelSource.folder(folder));

        // Then
        assertThat(read.config().requireDrawing().autoencoder()).isEqualTo(SHIPPED);
        try (Autoencoder found = read.openAutoencoder()) {
            assertThat(found.digest().whole()).isEqualTo(SHIPPED);
        }
    }

    private static Autoencoder autoencoder(long seed) {
        AutoencoderConfig config = AutoencoderConfig.base();
        return Autoencoder.of(config, config.initialize(seed));
    }

    private static SavedModel model(DrawingConfig drawing) {
        PolicyConfig config = PolicyFixture.smallConfig().withDrawing(drawing);
        return new SavedModel(config, ParameterLayout.initialize(config, 1));
    }
}
