package dev.millrace.models.qwen;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.Gradients;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.models.qwen.model.TrainedParts;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.DrawingBatch;
import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.policy.weights.WeightsDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model of this family in training. */
final class QwenTrainable implements TrainablePolicy {

    private static final String MODEL_FILE = "model.safetensors";
    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    /** What a checkpoint takes over as it is, so that it is a folder as it was begun with. */
    private static final List<String> CARRIED = List.of(
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "tokenizer.json",
            "tokenizer_config.json");

    private final ModelSource base;
    private final QwenModel model;
    private final QwenIntake intake;
    private final QwenPrompts prompts;
    private final TrainingSettings settings;
    private final int[] barred;
    private final TensorType type;
    private final String baseSha256;
    private final Optional<Weights> reference;
    private Weights weights;
    private ParameterTrainer trainer;

    /** Parameters with the network over them. */
    private record Weights(ParameterArrays arrays, QwenNetwork network) implements AutoCloseable {
        @Override
        public void close() {
            try (arrays;
                    network) {
                // Each is closed, from the last to the first, whatever the others throw.
            }
        }
    }

    /**
     * Begins with a checkpoint, which is also the reference.
     *
     * @param barred ids that are never predicted
     * @param type in which weights are held
     */
    QwenTrainable(
            ModelSource base,
            QwenModel model,
            QwenIntake intake,
            QwenPrompts prompts,
            TrainingSettings settings,
            int[] barred,
            TensorType type) {
        this.base = base;
        this.model = model;
        this.intake = intake;
        this.prompts = prompts;
        this.settings = settings;
        this.barred = barred;
        this.type = type;
        this.reference = settings.answerReference() ? Optional.of(read(base)) : Optional.empty();
        try {
            this.weights = read(base);
        } catch (RuntimeException e) {
            reference.ifPresent(Weights::close);
            throw e;
        }
        this.baseSha256 = WeightsDigest.of(weights.arrays().sources()).whole();
        this.trainer = trainer(weights);
    }

    private Weights read(ModelSource checkpoint) {
        ParameterArrays arrays = QwenFiles.of(checkpoint, model.config()).load(type);
        return new Weights(arrays, new QwenNetwork(model.config(), arrays, Adapter.NONE, barred));
    }

    private ParameterTrainer trainer(Weights trained) {
        List<ParameterSpec> specs = ParameterLayout.of(model.config(), model.tied());
        ParameterTrainer begun =
                new ParameterTrainer(specs, trained.arrays(), settings.optimizer(), settings.maxGradientNorm());
        Gradients.begin(trained.arrays().byName().values());
        return begun;
    }

    @Override
    public PolicyDescription description() {
        return intake.description();
    }

    @Override
    public PromptFormat.EncodedPrompt recorded(Tokens tokens, List<EncodedImage> images) {
        return intake.recorded(tokens, images);
    }

    @Override
    public FormatDigests digests() {
        return intake.digests();
    }

    @Override
    public Optional<String> misfit(Latents latents) {
        return intake.misfit(latents);
    }

    @Override
    public Optional<String> difference(String architecture) {
        return intake.difference(architecture);
    }

    @Override
    public String baseSha256() {
        return baseSha256;
    }

    @Override
    public float accumulate(AnswerBatch answers, TokenLoss loss) {
        boolean hasMasked =
                answers.groups().stream().anyMatch(group -> group.masked().isPresent());
        // Within the scope, so that the handle of the gradient ends with it.
        try (NoGradScope ignored = NoGradScope.open()) {
            NDArray table = weights.arrays()
                    .get(model.tied() ? TensorNames.EMBEDDING : TensorNames.HEAD)
                    .getGradient();
            AnswerLosses losses = new AnswerLosses(weights.network(), TrainedParts.ALL, Optional.of(table));
            float value = losses.accumulate(
                    rows(answers, false), hasMasked ? rows(answers, true) : null, answers.temperature(), loss);
            trainer.gathered(value);
            return value;
        }
    }

    private List<AnsweredRow> rows(AnswerBatch answers, boolean masked) {
        List<AnsweredRow> rows = new ArrayList<>();
        for (AnswerBatch.Group group : answers.groups()) {
            TokenRow prompt = masked && group.masked().isPresent()
                    ? prompts.strong(
                            group.prompt(),
                            group.masked().get().probability(),
                            group.masked().get().seed())
                    : prompts.prompt(group.prompt());
            group.answers().forEach(answer -> rows.add(new AnsweredRow(prompt, answer)));
        }
        return rows;
    }

    @Override
    public float accumulate(DrawingBatch drawings, StepLoss loss) {
        throw new IllegalStateException("policies of family " + QwenModel.FAMILY + " only answer");
    }

    @Override
    public float[] reference(AnswerBatch answers) {
        Weights held = reference.orElseThrow(
                () -> new IllegalStateException("no reference of answers is held: the training settings ask for none"));
        return new AnswerLosses(held.network(), TrainedParts.ALL, Optional.empty())
                .logProbs(rows(answers, false), answers.temperature());
    }

    @Override
    public Map<String, Double> gradientNorms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        norms.put("vision", trainer.gradientNorm(name -> name.startsWith(TensorNames.VISION)));
        norms.put("language", trainer.gradientNorm(name -> !name.startsWith(TensorNames.VISION)));
        return norms;
    }

    @Override
    public Map<String, Double> networkLosses() {
        return Map.of();
    }

    @Override
    public StepOutcome step(double learningRate) {
        return trainer.step(learningRate);
    }

    @Override
    public Map<String, TensorSource> weights() {
        return weights.arrays().sources();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return PolicyUpdate.full(
                version, QwenModel.FAMILY, description().architecture(), TensorEncoder.encode(weights()));
    }

    @Override
    public Map<String, FileContents> files() {
        Map<String, FileContents> files = new LinkedHashMap<>();
        for (String name : CARRIED) {
            base.find(name).ifPresent(bytes -> files.put(name, FileContents.of(bytes)));
        }
        Map<String, TensorSource> model = weights();
        files.put(MODEL_FILE, sink -> SafetensorsWriter.write(model, Map.of("format", "pt"), sink));
        Map<String, TensorSource> optimizer = trainer.optimizer();
        files.put(OPTIMIZER_FILE, sink -> SafetensorsWriter.write(optimizer, Map.of(), sink));
        return files;
    }

    @Override
    public void load(ModelSource checkpoint) {
        QwenModel saved = QwenModel.read(checkpoint);
        if (!saved.equals(model)) {
            throw new CheckpointException(
                    checkpoint.describe("config.json"), "is of another architecture: " + saved + " is not " + model);
        }
        Map<String, Tensor> optimizer = SafetensorsReader.read(
                        checkpoint.map(OPTIMIZER_FILE), checkpoint.describe(OPTIMIZER_FILE))
                .tensors();
        // Two of them would not always fit: after this the policy is of no use unless the rest succeeds.
        try (Weights former = weights;
                ParameterTrainer resting = trainer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
        weights = read(checkpoint);
        trainer = trainer(weights);
        trainer.loadOptimizer(optimizer);
    }

    @Override
    public void close() {
        try (Weights own = weights;
                ParameterTrainer training = trainer) {
            reference.ifPresent(Weights::close);
        }
    }
}
