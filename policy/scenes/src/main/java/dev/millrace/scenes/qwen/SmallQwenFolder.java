package dev.millrace.scenes.qwen;

import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder of a small Qwen2.5-VL, in the form of Hugging Face. */
final class SmallQwenFolder {

    private static final String WEIGHTS = "model.safetensors";
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    /** Most byte pairs that the vocabulary joins: more than the texts have. */
    private static final int MERGES = 1024;

    private final Path folder;

    SmallQwenFolder(Path folder) {
        this.folder = folder;
    }

    ModelSource source() {
        return ModelSource.folder(folder);
    }

    /** Writes all files, the weights random. */
    void begin(SmallQwen sizes, long seed) throws IOException {
        Files.createDirectories(folder);
        BytePairs pairs = BytePairs.learn(SceneChats.corpus(seed), MERGES);
        for (Map.Entry<String, byte[]> file :
                sizes.files(new TokenizerFile(pairs)).entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        List<ParameterSpec> specs = ParameterLayout.of(QwenConfigReader.read(source()), true).stream()
                .map(SmallQwenFolder::scaled)
                .toList();
        write(ParameterInitializer.initialize(specs, seed));
    }

    /** Matrices begin as large as keeps the size of what goes through them, for which the published 0.02 is too small here. */
    private static ParameterSpec scaled(ParameterSpec spec) {
        if (spec.initialStd() == 0) {
            return spec;
        }
        long inputs = spec.shape().elements() / spec.shape().dimension(0);
        return new ParameterSpec(spec.name(), spec.shape(), 0, 1 / Math.sqrt(inputs), spec.decayed());
    }

    /** Writes weights over those there, as bfloat16 and by the published names. */
    void write(Map<String, Tensor> weights) throws IOException {
        Map<String, Tensor> published = new TreeMap<>();
        weights.forEach(
                (name, values) -> published.put(published(name), Tensor.ofBfloat16(values.shape(), values.toFloats())));
        Path temporary = folder.resolve(WEIGHTS + ".writing");
        Files.deleteIfExists(temporary);
        SafetensorsWriter.write(temporary, new Safetensors(published, METADATA));
        Files.move(
                temporary,
                folder.resolve(WEIGHTS),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Qwen2.5-VL is published with shorter names. */
    private static String published(String name) {
        return name.replace(TensorNames.LANGUAGE, "model.").replace(TensorNames.VISION, "visual.");
    }
}
