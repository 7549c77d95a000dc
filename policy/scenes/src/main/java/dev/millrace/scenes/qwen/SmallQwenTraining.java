package dev.millrace.scenes.qwen;

import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.QwenFamily;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.config.StopIds;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a small Qwen2.5-VL: its folder with random weights, and these trained on drawn scenes with known answers. */
public final class SmallQwenTraining {

    private static final String WEIGHTS = "model.safetensors";
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final SmallQwenConfig config;
    private final SmallQwen sizes;

    public SmallQwenTraining(SmallQwenConfig config, SmallQwen sizes) {
        this.config = config;
        this.sizes = sizes;
    }

    /** Hears of each step: steps done, from 1, and the loss of this step's batch in nat. */
    @FunctionalInterface
    public interface Progress {
        void stepDone(int step, double loss, TrainablePolicy policy);
    }

    /** Writes a folder with random weights. */
    public void begin(Path folder) throws IOException {
        Files.createDirectories(folder);
        BytePairs pairs = BytePairs.learn(SceneChats.corpus(config.seed()), config.merges());
        for (Map.Entry<String, byte[]> file : sizes.files(new TokenizerFile(pairs)).entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        QwenConfig architecture = QwenConfigReader.read(ModelSource.folder(folder));
        List<ParameterSpec> specs = ParameterLayout.of(architecture, true).stream()
                .map(SmallQwenTraining::scaled)
                .toList();
        write(folder, ParameterInitializer.initialize(specs, config.seed()));
    }

    /** Matrices begin as large as keeps the size of what goes through them, which the published 0.02 is too small for here. */
    private static ParameterSpec scaled(ParameterSpec spec) {
        if (spec.initialStd() == 0) {
            return spec;
        }
        long inputs = spec.shape().elements() / spec.shape().dimension(0);
        return new ParameterSpec(spec.name(), spec.shape(), 0, 1 / Math.sqrt(inputs), spec.decayed());
    }

    /** Trains the policy of a folder, and writes its weights over those there, as bfloat16 and by the published names. */
    public void train(Path folder, ComputeSettings compute, Progress progress) throws IOException {
        ModelSource base = ModelSource.folder(folder);
        TrainingSettings settings = new TrainingSettings(
                config.optimizer(), config.maxGradNorm(), false, false, TrainingSettings.FULL);
        WarmupCosine schedule = config.schedule();
        QwenFamily family = new QwenFamily();
        try (TrainablePolicy policy = family.trainable(base, compute, settings);
                QwenTokenizer tokenizer = QwenTokenizer.open(base, StopIds.read(base))) {
            int end = tokenizer.table().added("<|im_end|>").orElseThrow();
            SceneChats chats = new SceneChats(config.seed(), family.format(base), tokenizer, end);
            for (int step = 0; step < config.steps(); step++) {
                List<SceneChat> batch = chats.batch(step, config.batch());
                AnswerBatch answers = new AnswerBatch(
                        batch.stream()
                                .map(chat -> new AnswerBatch.Group(
                                        chat.prompt(), Optional.empty(), List.of(chat.answer())))
                                .toList(),
                        1,
                        1);
                double loss = policy.accumulate(answers, new WeightedCrossEntropy(batch, config.answerWeight()));
                if (policy.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("pretraining stopped at step " + (step + 1) + ": "
                            + refused.cause() + "; try a smaller lr than " + config.lr());
                }
                progress.stepDone(step + 1, loss, policy);
            }
            write(folder, Tensor.copiesOf(policy.weights()));
        }
    }

    /** Writes weights into a folder, as bfloat16 and by the published names. */
    public static void write(Path folder, Map<String, Tensor> weights) throws IOException {
        Map<String, Tensor> published = new TreeMap<>();
        weights.forEach((name, values) ->
                published.put(published(name), Tensor.ofBfloat16(values.shape(), values.toFloats())));
        Path temporary = folder.resolve(WEIGHTS + ".writing");
        Files.deleteIfExists(temporary);
        SafetensorsWriter.write(temporary, new Safetensors(published, METADATA));
        Files.move(
                temporary,
                folder.resolve(WEIGHTS),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** Qwen2.5-VL is published with shorter names. */
    private static String published(String name) {
        return name.replace(TensorNames.LANGUAGE, "model.").replace(TensorNames.VISION, "visual.");
    }
}
