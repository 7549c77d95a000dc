package dev.millrace.policy.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.policy.model.ParameterLayout;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.PromptBatch;
import dev.millrace.policy.model.ResponseBatch;
import dev.millrace.policy.model.Transformer;
import dev.millrace.policy.scoring.TeacherForcing;
import dev.millrace.policy.scoring.TokenScores;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.training.PolicyTrainer;
import dev.millrace.policy.training.StepOutcome;
import dev.millrace.policy.training.WarmupCosine;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Supervised pretraining: cross-entropy of known responses, AdamW with warm-up and cosine.
 *
 * <p>With a fixed number of engine threads, the same config gives the same bits on the same kind of machine.
 */
public final class Pretrainer {

    private final PretrainConfig config;
    private final PolicyConfig architecture;
    private final SpecialTokens special;

    public Pretrainer(PretrainConfig config, PolicyConfig architecture, SpecialTokens special) {
        this.config = config;
        this.architecture = architecture;
        this.special = special;
    }

    /**
     * Trains from random weights.
     *
     * @return the weights, version 0; the caller closes them
     * @throws IllegalStateException if a step is not finite: another learning rate is needed
     * @throws InterruptedException if the calling thread is interrupted; nothing is left behind
     */
    public PolicyWeights run(SupervisedSource source, PretrainProgress progress) throws InterruptedException {
        WarmupCosine schedule = config.schedule();
        ExecutorService drawing = Executors.newSingleThreadExecutor(task -> new Thread(task, "pretrain-examples"));
        try (PolicyTrainer trainer = new PolicyTrainer(
                architecture,
                ParameterLayout.initialize(architecture, config.seed()),
                config.optimizer(),
                config.maxGradNorm())) {
            Future<List<SupervisedExample>> next = drawing.submit(() -> source.batch(0, config.batch()));
            for (int step = 0; step < config.steps(); step++) {
                List<SupervisedExample> examples = await(next);
                long following = step + 1L;
                next = drawing.submit(() -> source.batch(following, config.batch()));
                float loss = trainer.accumulate((policy, manager) -> loss(policy, manager, examples));
                if (trainer.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                    throw new IllegalStateException("pretraining stopped at step " + following + ": " + refused.cause()
                            + "; try a smaller lr than " + config.lr());
                }
                progress.stepDone(step + 1, loss, () -> trainer.snapshot(PolicyVersion.INITIAL));
            }
            return trainer.snapshot(PolicyVersion.INITIAL);
        } finally {
            drawing.shutdownNow();
        }
    }

    private static List<SupervisedExample> await(Future<List<SupervisedExample>> examples) throws InterruptedException {
        try {
            return examples.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("the examples of a pretraining step could not be made: " + e.getCause(), e);
        }
    }

    private NDArray loss(Transformer policy, NDManager manager, List<SupervisedExample> examples) {
        PromptBatch prompts = new PromptBatch(
                architecture, examples.stream().map(SupervisedExample::prompt).toList());
        ResponseBatch responses = new ResponseBatch(
                architecture,
                special,
                examples.stream().map(example -> List.of(example.response())).toList());
        TokenScores scores = TeacherForcing.score(policy, manager, prompts, responses, 1);
        return scores.logProbs().mul(scores.mask()).sum().mul(-1f / responses.tokens());
    }
}
