package dev.millrace.scenes.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.QwenFamily;
import dev.millrace.policy.Ability;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.scenes.pretrain.PretrainConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallQwenTrainingTest {

    private static final SmallQwen SIZES = new SmallQwen(32, 48, 2, 2, 1, 2, 16, 24, 2);

    @TempDir
    private Path temporary;

    private static PretrainConfig config(int steps, long seed) {
        return new PretrainConfig(steps, 8, 5e-3, 2, 0.01, 1.0, 2.0, 0, 1, 0, 1, 1, 1, seed);
    }

    private Path make(String name, PretrainConfig config, List<Double> losses) throws Exception {
        Path folder = temporary.resolve(name);
        new SmallQwenTraining(config, SIZES).run(folder, new ComputeSettings(1), (step, loss) -> losses.add(loss));
        return folder;
    }

    @Test
    void shouldMakeAFolderThatTheFamilyOpens() throws Exception {
        // When
        ModelSource made = ModelSource.folder(make("made", config(3, 1), new ArrayList<>()));

        // Then
        assertThat(new QwenFamily().describe(made).can(Ability.SEES_ANY_SIZE)).isTrue();
        assertThat(new String(made.read("config.json"), StandardCharsets.UTF_8))
                .contains("Qwen2_5_VLForConditionalGeneration");
    }

    @Test
    void shouldGiveTheSameWeightsForTheSameSeed() throws Exception {
        byte[] first =
                Files.readAllBytes(make("1", config(4, 3), new ArrayList<>()).resolve("model.safetensors"));
        byte[] again =
                Files.readAllBytes(make("2", config(4, 3), new ArrayList<>()).resolve("model.safetensors"));
        byte[] other =
                Files.readAllBytes(make("3", config(4, 4), new ArrayList<>()).resolve("model.safetensors"));

        assertThat(first).isEqualTo(again).isNotEqualTo(other);
    }

    @Test
    void shouldLearn() throws Exception {
        List<Double> losses = new ArrayList<>();
        make("learned", config(40, 1), losses);

        // The captions, which come first: the last of them are much likelier than the first.
        assertThat(losses.get(15)).isLessThan(losses.get(0) * 0.7);
    }
}
