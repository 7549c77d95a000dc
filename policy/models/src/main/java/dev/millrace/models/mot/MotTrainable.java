package dev.millrace.models.mot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.flow.FlowBatch;
import dev.millrace.models.mot.flow.FlowForcing;
import dev.millrace.models.mot.flow.FlowScores;
import dev.millrace.models.mot.flow.Sources;
import dev.millrace.models.mot.model.Modality;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.RaggedRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.models.mot.scoring.TokenScores;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.models.training.CarriedLoss;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
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
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.WeightsDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy of this family in training, with all its weights. Answers are scored by teacher forcing, drawings by computing the
 * densities of their recorded steps again; of answers nothing is padded but in attention, drawings are padded to rectangles.
 */
public final class MotTrainable implements TrainablePolicy {

    /** The optimizer's state beside the files of the model. */
    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private final SavedModel base;
    private final PolicyConfig config;
    private final SpecialTokens special;
    private final MotIntake intake;
    private final TrainingSettings settings;
    private final String baseSha256;
    private final Optional<PolicyWeights> reference;
    private final Optional<Autoencoder> autoencoder;
    private final ExpertBalance balance;
    private PolicyTrainer trainer;

    private MotTrainable(
            SavedModel base,
            SpecialTokens special,
            ImageDecoder decoder,
            TrainingSettings settings,
            PolicyTrainer trainer) {
        this.base = base;
        this.config = base.config();
        this.special = special;
        this.intake = new MotIntake(config, decoder);
        this.settings = settings;
        this.trainer = trainer;
        this.balance = new ExpertBalance(config);
        boolean compares = settings.answerReference() || settings.drawingReference() && config.drawing() != null;
        this.reference = compares ? Optional.of(base.toWeights(PolicyVersion.INITIAL)) : Optional.empty();
        this.baseSha256 = reference
                .map(weights -> weights.digest().whole())
                .orElseGet(() -> WeightsDigest.of(trainer.weights()).whole());
        boolean encodes = config.drawing() != null && config.requireDrawing().source();
        this.autoencoder = encodes ? Optional.of(base.openAutoencoder()) : Optional.empty();
    }

    /**
     * Begins with a model, which is also the reference.
     *
     * @param special tokens with a meaning to the model
     * @param decoder reads the images of prompts, as the workers do
     * @throws dev.millrace.policy.checkpoint.CheckpointException naming the tensor that does not fit the architecture
     * @throws IllegalArgumentException if other than full weights are to be trained
     */
    public static MotTrainable open(
            SavedModel base, SpecialTokens special, ImageDecoder decoder, TrainingSettings settings) {
        PolicyTrainer trainer = base.toTrainer(settings.optimizer(), settings.maxGradientNorm());
        try {
            return new MotTrainable(base, special, decoder, settings, trainer);
        } catch (RuntimeException e) {
            trainer.close();
            throw e;
        }
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
        MotAnswers batch = MotAnswers.of(answers, config, special, intake);
        ResponseBatch responses = batch.responses();
        return trainer.carry((policy, manager) -> {
            ExpertBalance.Gathering gathering = balance.begin(policy, answers.share());
            TokenScores scores = TeacherForcing.score(
                    gathering.policy(), manager, batch.prompts(), responses, answers.temperature());
            NDArray divergences = batch.masked()
                    .map(masked -> TeacherForcing.score(policy, manager, masked, responses, answers.temperature()))
                    .map(unseen -> TokenScores.ofTokens(
                            manager, responses, divergence(scores.logDistribution(), unseen.logDistribution())))
                    .orElse(null);
            TokenLoss.Slopes slopes = loss.of(new TokenLoss.Values(
                    scores.logProbs().toFloatArray(),
                    scores.entropies().toFloatArray(),
                    divergences == null ? null : divergences.toFloatArray()));
            CarriedLoss carried = CarriedLoss.of(manager, slopes.loss(), scores.logProbs(), slopes.byLogProb())
                    .and(manager, scores.entropies(), slopes.byEntropy());
            if (divergences != null) {
                carried = carried.and(manager, divergences, slopes.byDivergence());
            }
            return gathering.beside(carried, manager);
        });
    }

    /**
     * KL(π(·|image) ‖ π(·|masked image)) of each token over the whole vocabulary, in nat; gradients flow through both.
     *
     * @param logDistribution log π(·|image), (H, V), normalised
     * @param masked log π(·|masked image), (H, V), normalised
     * @return (H)
     */
    static NDArray divergence(NDArray logDistribution, NDArray masked) {
        return logDistribution.exp().mul(logDistribution.sub(masked)).sum(new int[] {1});
    }

    @Override
    public float[] reference(AnswerBatch answers) {
        if (!settings.answerReference()) {
            throw new IllegalStateException("no reference of answers is held: the training settings ask for none");
        }
        try (WeightsLease lease = reference.orElseThrow().lease()) {
            return logProbs(lease.transformer(), answers);
        }
    }

    @Override
    public float[] logProbs(AnswerBatch answers) {
        return logProbs(trainer.policy(), answers);
    }

    private float[] logProbs(Transformer transformer, AnswerBatch answers) {
        MotAnswers batch = MotAnswers.of(answers, config, special, intake);
        try (NoGradScope scope = NoGradScope.open()) {
            return TeacherForcing.score(
                            transformer, scope.manager(), batch.prompts(), batch.responses(), answers.temperature())
                    .logProbs()
                    .toFloatArray();
        }
    }

    @Override
    public float[] logProbs(DrawingBatch drawings) {
        FlowBatch batch = flows(drawings);
        try (NoGradScope scope = NoGradScope.open()) {
            return batch.ragged()
                    .flat(FlowForcing.score(trainer.policy(), scope.manager(), prompts(drawings), batch, special)
                            .logProbs()
                            .toFloatArray());
        }
    }

    @Override
    public Optional<HeldWeights> hold() {
        PolicyWeights copy = trainer.snapshot(PolicyVersion.INITIAL);
        return Optional.of(new HeldWeights() {
            @Override
            public float[] logProbs(AnswerBatch answers) {
                try (WeightsLease lease = copy.lease()) {
                    return MotTrainable.this.logProbs(lease.transformer(), answers);
                }
            }

            @Override
            public void close() {
                copy.close();
            }
        });
    }

    private PromptRows prompts(DrawingBatch drawings) {
        Sources sources = autoencoder.<Sources>map(encoder -> encoder::encode).orElse(Sources.NONE);
        return sources.rows(
                config,
                drawings.groups().stream()
                        .map(group -> intake.prompt(group.prompt()))
                        .toList());
    }

    private FlowBatch flows(DrawingBatch drawings) {
        return new FlowBatch(
                config,
                drawings.groups().stream().map(DrawingBatch.Group::drawings).toList());
    }

    @Override
    public float accumulate(DrawingBatch drawings, StepLoss loss) {
        PromptRows prompts = prompts(drawings);
        FlowBatch batch = flows(drawings);
        RaggedRows rows = batch.ragged();
        Optional<float[]> means = drawings.divergence().map(form -> referenceMeans(prompts, batch));
        return trainer.carry((policy, manager) -> {
            ExpertBalance.Gathering gathering = balance.begin(policy, drawings.share());
            FlowScores scores = FlowForcing.score(gathering.policy(), manager, prompts, batch, special);
            NDArray divergences = means.map(values -> divergence(manager, scores, values, batch, drawings))
                    .orElse(null);
            StepLoss.Slopes slopes = loss.of(new StepLoss.Values(
                    rows.flat(scores.logProbs().toFloatArray()),
                    divergences == null ? null : rows.flat(divergences.toFloatArray())));
            CarriedLoss carried =
                    CarriedLoss.of(manager, slopes.loss(), scores.logProbs(), rows.padded(slopes.byLogProb()));
            if (divergences != null) {
                carried =
                        carried.and(manager, divergences, slopes.byDivergence().map(rows::padded));
            }
            return gathering.beside(carried, manager);
        });
    }

    private NDArray divergence(
            NDManager manager, FlowScores scores, float[] means, FlowBatch batch, DrawingBatch drawings) {
        Shape shape =
                new Shape(batch.rows(), batch.columns(), config.requireDrawing().latentValues());
        return FlowForcing.divergence(
                manager,
                scores,
                manager.create(means, shape),
                batch,
                drawings.divergence().orElseThrow());
    }

    private float[] referenceMeans(PromptRows prompts, FlowBatch drawings) {
        if (!settings.drawingReference()) {
            throw new IllegalStateException("no reference of drawings is held: the training settings ask for none");
        }
        try (WeightsLease lease = reference.orElseThrow().lease();
                NoGradScope scope = NoGradScope.open()) {
            return FlowForcing.score(lease.transformer(), scope.manager(), prompts, drawings, special)
                    .means()
                    .toFloatArray();
        }
    }

    @Override
    public Map<String, Double> gradientNorms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        for (Modality expert : config.experts()) {
            norms.put(expert.parameterName(), trainer.expertGradientNorm(expert));
        }
        return norms;
    }

    @Override
    public boolean hasOwnLoss() {
        return config.mixture() != null;
    }

    @Override
    public Map<String, Double> networkLosses() {
        return balance.losses();
    }

    @Override
    public StepOutcome step(double learningRate) {
        balance.clear();
        return trainer.step(learningRate);
    }

    @Override
    public Map<String, TensorSource> weights() {
        return trainer.weights();
    }

    @Override
    public PolicyUpdate update(PolicyVersion version) {
        return trainer.update(version);
    }

    @Override
    public Map<String, FileContents> files() {
        Map<String, FileContents> files =
                new LinkedHashMap<>(new SavedModel(config, trainer.weights(), base.autoencoder()).files());
        Map<String, TensorSource> optimizer = trainer.optimizer();
        files.put(OPTIMIZER_FILE, sink -> SafetensorsWriter.write(optimizer, Map.of(), sink));
        return files;
    }

    @Override
    public void load(ModelSource checkpoint) {
        SavedModel saved = SavedModel.read(checkpoint).requireArchitecture(config);
        Map<String, TensorSource> optimizer = SavedModel.readTensors(checkpoint, OPTIMIZER_FILE);
        trainer.close(); // first, as weights, gradients and moments of two would not fit where those of one do
        trainer = saved.toTrainer(settings.optimizer(), settings.maxGradientNorm());
        trainer.loadOptimizer(optimizer);
    }

    @Override
    public void close() {
        try {
            reference.ifPresent(PolicyWeights::close);
            autoencoder.ifPresent(Autoencoder::close);
        } finally {
            trainer.close();
        }
    }
}
