package dev.millrace.models.mot.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.Checkpoint;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

    @TempDir
    private Path folder;

    private final PolicyConfig config = PolicyFixture.smallConfig();

    private Path save(CheckpointStore store, long step) {
        Map<String, FileContents> files = new LinkedHashMap<>(model(step).files());
        Map<String, Tensor> optimizer = optimizer(step);
        files.put("optimizer.safetensors", sink -> SafetensorsWriter.write(optimizer, Map.of(), sink));
        return store.save(files, state(step));
    }

    private SavedModel model(long step) {
        return new SavedModel(config, ParameterLayout.initialize(config, step));
    }

    private static Map<String, Tensor> optimizer(long step) {
        return Map.of("steps", Tensor.ofLongs(TensorShape.of(), step));
    }

    private static TrainingState state(long step) {
        return new TrainingState(step, Map.of("run", 42L), Map.of("experience-0", 17L + step), Map.of("run_id", "r-1"));
    }

    @Test
    void shouldReadBackWhatItSaved() {
        // Given
        CheckpointStore store = new CheckpointStore(folder, 2);
        Path saved = save(store, 5);

        // When
        Checkpoint loaded = CheckpointStore.load(saved);

        // Then
        assertThat(SavedModel.read(loaded.files())).isEqualTo(model(5));
        assertThat(SavedModel.readTensors(loaded.files(), "optimizer.safetensors"))
                .isEqualTo(optimizer(5));
        assertThat(loaded.state()).isEqualTo(state(5));
        assertThat(saved).hasFileName("step-000000000005");
        assertThat(store.newest()).contains(saved);
        assertThat(store.find(5)).contains(saved);
        assertThat(store.find(6)).isEmpty();
    }

    @Test
    void shouldReadAFileThatIsTooLargeToBeMapped() throws Exception {
        // Given
        ModelSource saved = ModelSource.folder(save(new CheckpointStore(folder, 2), 5));

        // When
        Map<String, TensorSource> inPlace = SavedModel.readTensors(saved, "model.safetensors", 0);

        // Then
        assertThat(encoded(inPlace)).isEqualTo(encoded(model(5).tensors()));
        assertThat(encoded(SavedModel.readTensors(saved, "model.safetensors"))).isEqualTo(encoded(inPlace));
    }

    private static byte[] encoded(Map<String, TensorSource> tensors) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WritableByteChannel channel = Channels.newChannel(bytes); // to the heap it takes all at once
        SafetensorsWriter.write(tensors, Map.of(), channel::write);
        return bytes.toByteArray();
    }

    @Test
    void shouldGiveTheSameBytesForTheSameCheckpoint() throws Exception {
        // Given
        Path one = save(new CheckpointStore(folder.resolve("a"), 2), 5);
        Path other = save(new CheckpointStore(folder.resolve("b"), 2), 5);

        // Then
        for (String file : List.of("model.safetensors", "optimizer.safetensors", "config.json", "state.json")) {
            assertThat(one.resolve(file)).hasSameBinaryContentAs(other.resolve(file));
        }
    }

    @Test
    void shouldKeepTheNewestFewAndNothingTemporary() throws Exception {
        // Given a folder left behind by a process that died while writing
        CheckpointStore store = new CheckpointStore(folder, 2);
        Files.createDirectories(folder.resolve(".writing-step-000000000004"));
        Files.writeString(folder.resolve(".writing-step-000000000004").resolve("config.json"), "{");

        // When
        for (int step = 1; step <= 4; step++) {
            save(store, step);
        }

        // Then
        assertThat(names()).containsExactly("step-000000000003", "step-000000000004");
    }

    @Test
    void shouldForgetTheFutureOfARunThatWentBack() throws Exception {
        // Given
        CheckpointStore store = new CheckpointStore(folder, 3);
        List.of(10, 20, 30).forEach(step -> save(store, step));

        // When
        save(store, 15);

        // Then
        assertThat(names()).containsExactly("step-000000000010", "step-000000000015");
    }

    private List<String> names() throws Exception {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "config.json"})
    void shouldRefuseATruncatedFile(String file) throws Exception {
        // Given
        Path saved = save(new CheckpointStore(folder, 2), 5);
        byte[] bytes = Files.readAllBytes(saved.resolve(file));
        Files.write(saved.resolve(file), Arrays.copyOf(bytes, bytes.length - 1));

        // Then
        assertThatThrownBy(() -> CheckpointStore.load(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file)
                .hasMessageContaining("truncated or changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "config.json", "state.json"})
    void shouldNameAMissingFile(String file) throws Exception {
        // Given
        Path saved = save(new CheckpointStore(folder, 2), 5);
        Files.delete(saved.resolve(file));

        // Then
        assertThatThrownBy(() -> CheckpointStore.load(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(file + ": the file is missing");
    }

    @Test
    void shouldNameAMissingFolderAndAMalformedState() throws Exception {
        // Given
        Path saved = save(new CheckpointStore(folder, 2), 5);
        Files.writeString(saved.resolve("state.json"), "{\"state\":");

        // Then
        assertThatThrownBy(() -> CheckpointStore.load(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("state.json: is not a valid file");
        assertThatThrownBy(() -> CheckpointStore.load(folder.resolve("step-9")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("step-9: no such folder");
    }

    @Test
    void shouldNameTheFieldInWhichArchitecturesDiffer() {
        // Given
        SavedModel model = model(1);

        // Then
        assertThatThrownBy(() -> model.requireArchitecture(PolicyConfig.base(192)))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("checkpoint: has another architecture: layers is 2, but 4 is needed");
        assertThat(model.requireArchitecture(config)).isEqualTo(model);
    }

    @Test
    void shouldLoadAModelFromResources() throws Exception {
        // Given
        model(3).write(folder.resolve("base"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            // When
            SavedModel model = SavedModel.read(ModelSource.resources(loader, "base"));

            // Then
            assertThat(model).isEqualTo(model(3));
            try (PolicyWeights weights = model.toWeights(new PolicyVersion(3))) {
                assertThat(weights.version()).isEqualTo(new PolicyVersion(3));
            }
            assertThatThrownBy(() -> SavedModel.read(ModelSource.resources(loader, "gone")))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("classpath:gone/config.json: no such resource");
        }
    }

    @Test
    void shouldRefuseToKeepFewerThanTwo() {
        assertThatThrownBy(() -> new CheckpointStore(folder, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
