package dev.millrace.scenes.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.flow.FlowMatching;
import dev.millrace.models.mot.model.LoadBalance;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.models.mot.scoring.TokenScores;
import dev.millrace.models.mot.training.LossFunction;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.SpecialTokens;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Supervised pretraining: cross-entropy of known responses and, for a policy that draws, the squared error of its velocity;
 * AdamW with warm-up and cosine.
 *
 * <p>With a fixed number of engine threads, the same config gives the same bits on the same kind of machine.
 */
public final class Pretrainer {

    private final PretrainConfig config;
    private final PolicyConfig architecture;
    private final SpecialTokens special;
    private final @Nullable PretrainCheckpoint checkpoint;

    public Pretrainer(PretrainConfig config, PolicyConfig architecture, SpecialTokens special) {
        this(config, architecture, special, null);
    }

    /**
     * One that saves how far it is, and goes on from there.
     *
     * @param checkpoint where; null to save nothing
     */
    public Pretrainer(
            PretrainConfig config,
            PolicyConfig architecture,
            SpecialTokens special,
            @Nullable PretrainCheckpoint checkpoint) {
        this.config = config;
        this.architecture = architecture;
        this.special = special;
        this.checkpoint = checkpoint;
    }

    /**
     * Trains from random weights.
     *
     * @param drawings what to draw; null for a policy that only answers
     * @return the weights, version 0; the caller closes them
     * @throws IllegalStateException if a step is not finite: another learning rate is needed
     * @throws InterruptedException if the calling thread is interrupted; nothing but a checkpoint is left behind
     */
    public PolicyWeights run(SupervisedSource answers, @Nullable DrawingSource drawings, PretrainProgress progress)
            throws InterruptedException {
        return run(ParameterLayout.initialize(architecture, config.seed()), answers, drawings, progress);
    }

    /**
     * Trains on from weights that are there, with an optimizer at rest; else as {@link #run(SupervisedSource, DrawingSource,
     * PretrainProgress)}.
     *
     * @param first fit the architecture, see {@link FirstWeights}
     */
    public PolicyWeights run(
            Map<String, ? extends TensorSource> first,
            SupervisedSource answers,
            @Nullable DrawingSource drawings,
            PretrainProgress progress)
            throws InterruptedException {
        WarmupCosine schedule = config.schedule();
        ExecutorService making = Executors.newSingleThreadExecutor(task -> new Thread(task, "pretrain-examples"));
        int begin =
                checkpoint == null ? 0 : checkpoint.steps(config, architecture).orElse(0);
        try (PolicyTrainer trainer = trainer(first, begin);
                FeatureAlignment alignment = alignment()) {
            Future<Examples> next = making.submit(() -> examples(answers, drawings, begin));
            for (int step = begin; step < config.steps(); step++) {
                if (Thread.interrupted()) {
                    // Waiting for examples that are there already would not notice.
                    throw new InterruptedException("pretraining was interrupted before step " + step);
                }
                Examples examples = await(next);
                long following = step + 1L;
                next = making.submit(() -> examples(answers, drawings, following));
                float answering = trainer.accumulate(
                        balanced((policy, manager) -> answeringLoss(policy, manager, examples.answers())));
                if (alignment != null) {
                    accumulateAlignment(trainer, alignment, examples.answers());
                }
                float drawing = examples.drawings().isEmpty() ? 0 : accumulateDrawing(trainer, examples, step);
                if (trainer.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("pretraining stopped at step " + following + ": " + refused.cause()
                            + "; try a smaller lr than " + config.lr());
                }
                if (alignment != null && alignment.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("alignment of features stopped at step " + following + ": "
                            + refused.cause() + "; try a smaller lr than " + config.lr());
                }
                if (checkpoint != null) {
                    checkpoint.stepDone(step + 1, config, architecture, trainer);
                }
                progress.stepDone(step + 1, answering, drawing, () -> trainer.snapshot(PolicyVersion.INITIAL));
            }
            return trainer.snapshot(PolicyVersion.INITIAL);
        } finally {
            making.shutdownNow();
        }
    }

    private PolicyTrainer trainer(Map<String, ? extends TensorSource> first, int begin) {
        return checkpoint == null || begin == 0
                ? new PolicyTrainer(architecture, first, config.optimizer(), config.maxGradNorm())
                : checkpoint.open(config);
    }

    private @Nullable FeatureAlignment alignment() {
        return config.repa() == 0
                ? null
                : new FeatureAlignment(architecture, config.optimizer(), config.maxGradNorm(), config.seed());
    }

    private void accumulateAlignment(
            PolicyTrainer trainer, FeatureAlignment alignment, List<SupervisedExample> examples) {
        List<ModelPrompt> prompts =
                examples.stream().map(SupervisedExample::prompt).toList();
        float[] features = alignment.features(prompts);
        PromptRows rows = new PromptRows(architecture, prompts);
        trainer.accumulate(
                (policy, manager) -> TensorOps.scale(alignment.loss(policy, manager, rows, features), config.repa()));
    }

    private record Examples(List<SupervisedExample> answers, List<DrawingExample> drawings) {}

    private Examples examples(SupervisedSource answers, @Nullable DrawingSource drawings, long step) {
        return new Examples(
                answers.batch(step, config.batch()),
                drawings == null || config.drawingBatch() == 0
                        ? List.of()
                        : drawings.batch(step, config.drawingBatch()));
    }

    private static Examples await(Future<Examples> examples) throws InterruptedException {
        try {
            return examples.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("the examples of a pretraining step could not be made: " + e.getCause(), e);
        }
    }

    private float accumulateDrawing(PolicyTrainer trainer, Examples examples, int step) {
        RandomGenerator random = new SplittableRandom(config.seed() * 0x9E3779B97F4A7C15L + step).split();
        float weighted = trainer.accumulate((policy, manager) ->
                TensorOps.scale(drawingLoss(policy, manager, examples.drawings(), random), config.flowWeight()));
        return (float) (weighted / config.flowWeight());
    }

    /** Of a mixture of experts, adds the load-balancing loss. */
    private LossFunction balanced(LossFunction loss) {
        if (architecture.mixture() == null) {
            return loss;
        }
        return (policy, manager) -> {
            LoadBalance balance = new LoadBalance();
            NDArray value = loss.loss(policy.reportingTo(balance), manager);
            return value.add(TensorOps.scale(balance.loss(manager), LoadBalance.WEIGHT));
        };
    }

    private NDArray drawingLoss(
            Transformer policy, NDManager manager, List<DrawingExample> examples, RandomGenerator random) {
        int values = examples.get(0).size();
        float[] latents = new float[examples.size() * values];
        for (int i = 0; i < examples.size(); i++) {
            examples.get(i).copyLatents(latents, i * values);
        }
        PromptRows prompts = new PromptRows(
                architecture, examples.stream().map(DrawingExample::prompt).toList(), sources(examples));
        return FlowMatching.loss(
                policy, manager, prompts, latents, config.drawingRepeats(), config.keepWeight(), random);
    }

    private float @Nullable [] sources(List<DrawingExample> examples) {
        if (!architecture.requireDrawing().source()) {
            return null;
        }
        int values = examples.get(0).size();
        float[] sources = new float[examples.size() * values];
        for (int i = 0; i < examples.size(); i++) {
            examples.get(i).copySource(sources, i * values);
        }
        return sources;
    }

    private NDArray answeringLoss(Transformer policy, NDManager manager, List<SupervisedExample> examples) {
        PromptRows prompts = new PromptRows(
                architecture, examples.stream().map(SupervisedExample::prompt).toList());
        ResponseBatch responses = new ResponseBatch(
                architecture,
                special,
                examples.stream().map(example -> List.of(example.response())).toList());
        TokenScores scores = TeacherForcing.score(policy, manager, prompts, responses, 1);
        float[] weights = responses.values((prompt, index, position) ->
                position < examples.get(prompt).thinking() ? 1 : (float) config.answerWeight());
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        NDArray weighted =
                scores.logProbs().mul(manager.create(weights, scores.logProbs().getShape()));
        return TensorOps.scale(weighted.sum(), -1 / total);
    }
}
