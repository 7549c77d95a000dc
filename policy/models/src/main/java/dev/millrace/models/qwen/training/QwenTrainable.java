package dev.millrace.models.qwen.training;

import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.QwenPrompts;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ArchitectureDifference;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.checkpoint.StoredTensors;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.DrawingBatch;
import dev.millrace.policy.learning.HeldWeights;
import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model of this family in training. */
public final class QwenTrainable implements TrainablePolicy {

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private final CarriedFiles carried;
    private final QwenModel model;
    private final QwenIntake intake;
    private final QwenPrompts prompts;
    private final String baseSha256;
    private final ModelInTraining training;
    private final boolean recompute;

    private QwenTrainable(
            CarriedFiles carried,
            QwenModel model,
            QwenIntake intake,
            QwenPrompts prompts,
            String baseSha256,
            ModelInTraining training,
            boolean recompute) {
        this.carried = carried;
        this.model = model;
        this.intake = intake;
        this.prompts = prompts;
        this.baseSha256 = baseSha256;
        this.training = training;
        this.recompute = recompute;
    }

    /**
     * Begins with a checkpoint, which is also the reference.
     *
     * @param intake checks what was recorded
     * @param prompts inputs as the network reads them
     * @param settings against which the family has no objection
     * @param barred ids that are never predicted
     * @param type in which weights are held
     */
    public static QwenTrainable open(
            ModelSource base,
            QwenModel model,
            QwenIntake intake,
            QwenPrompts prompts,
            TrainingSettings settings,
            int[] barred,
            TensorType type) {
        String sha256 = QwenFiles.of(base, model.config()).sha256();
        ModelInTraining training = settings.adaptation() instanceof Adaptation.LowRank adapter
                ? new AdapterTraining(base, model, sha256, settings, adapter, barred, type)
                : new FullTraining(
                        base, model, settings, ((Adaptation.Full) settings.adaptation()).tower(), barred, type);
        return new QwenTrainable(
                new CarriedFiles(base), model, intake, prompts, sha256, training, settings.recompute());
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

    /** Kernels of a graphics card add up in no fixed order. */
    @Override
    public boolean repeatsSteps() {
        return !PolicyEngine.get().settings().device().isGpu();
    }

    @Override
    public String baseSha256() {
        return baseSha256;
    }

    @Override
    public Optional<AdapterForm> adapter() {
        return training.adapter();
    }

    @Override
    public float accumulate(AnswerBatch answers, TokenLoss loss) {
        boolean hasMasked =
                answers.groups().stream().anyMatch(group -> group.masked().isPresent());
        // Within the scope, so that the handle of the gradient ends with it.
        try (NoGradScope ignored = NoGradScope.open()) {
            AnswerLosses losses =
                    new AnswerLosses(training.network(), training.parts(), training.tableGradient(), recompute);
            float value = losses.accumulate(
                    rows(answers, false), hasMasked ? rows(answers, true) : null, answers.temperature(), loss);
            training.trainer().gathered(value);
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
        return logProbs(training.reference(), answers);
    }

    @Override
    public float[] logProbs(AnswerBatch answers) {
        return logProbs(training.network(), answers);
    }

    private float[] logProbs(QwenNetwork network, AnswerBatch answers) {
        return AnswerLosses.frozen(network).logProbs(rows(answers, false), answers.temperature());
    }

    @Override
    public float[] logProbs(DrawingBatch drawings) {
        throw new IllegalStateException("policies of family " + QwenModel.FAMILY + " only answer");
    }

    @Override
    public Optional<HeldWeights> hold() {
        OwnedNetwork copy = training.copy();
        return Optional.of(new HeldWeights() {
            @Override
            public float[] logProbs(AnswerBatch answers) {
                return QwenTrainable.this.logProbs(copy.network(), answers);
            }

            @Override
            public void close() {
                copy.close();
            }
        });
    }

    /** Of the parts that are trained. */
    @Override
    public Map<String, Double> gradientNorms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        if (training.parts().tower()) {
            norms.put("vision", training.trainer().gradientNorm(name -> name.startsWith(TensorNames.VISION)));
        }
        norms.put("language", training.trainer().gradientNorm(name -> !name.startsWith(TensorNames.VISION)));
        return norms;
    }

    @Override
    public Map<String, Double> networkLosses() {
        return Map.of();
    }

    @Override
    public StepOutcome step(double learningRate) {
        return training.trainer().step(learningRate);
    }

    @Override
    public Map<String, TensorSource> weights() {
        return training.weights();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return training.update(version);
    }

    @Override
    public Map<String, FileContents> files() {
        Map<String, FileContents> files = new LinkedHashMap<>(carried.contents());
        files.putAll(training.files());
        Map<String, TensorSource> optimizer = training.trainer().optimizer();
        files.put(OPTIMIZER_FILE, sink -> SafetensorsWriter.write(optimizer, Map.of(), sink));
        return files;
    }

    @Override
    public void load(ModelSource checkpoint) {
        ArchitectureDifference.find(model, QwenModel.read(checkpoint)).ifPresent(difference -> {
            throw new CheckpointException(
                    checkpoint.describe("config.json"), "is of another architecture: " + difference);
        });
        Map<String, TensorSource> optimizer = StoredTensors.of(checkpoint, OPTIMIZER_FILE);
        training.load(checkpoint);
        training.trainer().loadOptimizer(optimizer);
    }

    @Override
    public void close() {
        training.close();
    }
}
