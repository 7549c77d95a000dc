package dev.millrace.scenes.qwen;

import dev.millrace.models.qwen.QwenFamily;
import dev.millrace.models.qwen.config.StopIds;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.scenes.pretrain.PretrainConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes a small Qwen2.5-VL: cross-entropy of known answers about drawn scenes, with all its weights in training.
 *
 * <p>With a fixed number of engine threads, the same config gives the same bits on the same kind of machine.
 */
public final class SmallQwenTraining {

    /** Share of the steps that only say what is seen, before questions are answered. */
    private static final double CAPTION_SHARE = 0.2;

    private final PretrainConfig config;
    private final SmallQwen sizes;

    public SmallQwenTraining(PretrainConfig config, SmallQwen sizes) {
        this.config = config;
        this.sizes = sizes;
    }

    /** Hears of each step, on the training thread. */
    @FunctionalInterface
    public interface Progress {

        /**
         * A step is done.
         *
         * @param step steps done, from 1
         * @param loss weighted mean cross-entropy per token of this step's answers, in nat
         */
        void stepDone(int step, double loss);
    }

    /**
     * Makes the policy.
     *
     * @param target its folder, which is made; of one that was not finished the caller disposes
     * @throws IllegalStateException if a step is not finite: another learning rate is needed
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void run(Path target, ComputeSettings compute, Progress progress) throws IOException, InterruptedException {
        SmallQwenFolder folder = new SmallQwenFolder(target);
        folder.begin(sizes, config.seed());
        QwenFamily family = new QwenFamily();
        ModelSource base = folder.source();
        TrainingSettings settings = new TrainingSettings(
                config.optimizer(), config.maxGradNorm(), false, false, new Adaptation.Full(true), false);
        try (TrainablePolicy policy = family.trainable(base, compute, settings);
                QwenTokenizer tokenizer = QwenTokenizer.open(base, StopIds.read(base));
                PromptFormat format = family.format(base)) {
            train(policy, new SceneChats(config.seed(), format, tokenizer), progress);
            folder.write(Tensor.copiesOf(policy.weights()));
        }
    }

    private void train(TrainablePolicy policy, SceneChats chats, Progress progress) throws InterruptedException {
        WarmupCosine schedule = config.schedule();
        int captions = (int) (CAPTION_SHARE * config.steps());
        for (int step = 0; step < config.steps(); step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("pretraining was interrupted before step " + step);
            }
            List<SceneChat> batch =
                    step < captions ? chats.captions(step, config.batch()) : chats.batch(step, config.batch());
            double loss = policy.accumulate(answers(batch), new WeightedCrossEntropy(batch, config.answerWeight()));
            if (policy.step(schedule.at(step)) instanceof StepOutcome.Refused refused) {
                throw new IllegalStateException("pretraining stopped at step " + (step + 1) + ": " + refused.cause()
                        + "; try a smaller lr than " + config.lr());
            }
            progress.stepDone(step + 1, loss);
        }
    }

    private static AnswerBatch answers(List<SceneChat> batch) {
        return new AnswerBatch(
                batch.stream()
                        .map(chat -> new AnswerBatch.Group(chat.prompt(), Optional.empty(), List.of(chat.answer())))
                        .toList(),
                1,
                1);
    }
}
