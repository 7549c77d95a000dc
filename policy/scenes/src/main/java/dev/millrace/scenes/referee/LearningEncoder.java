package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.text.WordTokenizer;
import java.util.List;

/**
 * Teaches a dual encoder that what a policy drew is what its prompt says, which no referee should be taught: it is there
 * to show what becomes of rewards by a referee that is not frozen (LVRPO, arXiv 2603.27693, appendix D.1).
 *
 * <p>Changes the encoder it is given, which stays its owner's. For one thread, and nobody may use the encoder meanwhile.
 */
public final class LearningEncoder implements AutoCloseable {

    private static final double MAX_GRADIENT_NORM = 1.0;

    private final WordTokenizer tokenizer = WordTokenizer.builtIn();
    private final DualEncoder encoder;
    private final ParameterTrainer trainer;
    private final double learningRate;

    /** @param learningRate of AdamW, positive */
    public LearningEncoder(DualEncoder encoder, double learningRate) {
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("learning_rate must be positive, but is " + learningRate);
        }
        this.encoder = encoder;
        this.learningRate = learningRate;
        this.trainer = new ParameterTrainer(
                DualEncoderNetwork.LAYOUT.specs(),
                encoder.parameters().byName(),
                AdamWSettings.DEFAULT,
                MAX_GRADIENT_NORM);
    }

    /**
     * One step on images and the prompts they were drawn for: the sigmoid loss over whole images and texts, and over the
     * best patch of each key word.
     *
     * @return the loss before the step
     * @throws IllegalStateException if the loss or the gradient is not finite; nothing is changed then
     */
    public float learn(List<Pixels> images, List<String> texts) {
        float loss = trainer.accumulate(manager -> loss(manager, images, texts));
        if (trainer.step(learningRate) instanceof StepOutcome.Refused refused) {
            throw new IllegalStateException("the referee cannot learn: " + refused.cause());
        }
        return loss;
    }

    private NDArray loss(NDManager manager, List<Pixels> images, List<String> texts) {
        TextBatch batch = new TextBatch(tokenizer, texts);
        DualEncoderNetwork.Images seen =
                DualEncoderNetwork.images(encoder.parameters(), manager, ImageBatch.whole(manager, images));
        DualEncoderNetwork.Texts said = DualEncoderNetwork.texts(encoder.parameters(), manager, batch);
        int count = texts.size();
        NDArray whole = SigmoidLoss.of(
                manager,
                SigmoidLoss.logits(
                        seen.whole().matMul(said.whole().transpose()),
                        encoder.parameters().get("whole.scale"),
                        encoder.parameters().get("whole.bias")),
                manager.create(signs(texts), new Shape(count, count)));
        NDArray best = SigmoidLoss.logits(
                        seen.patches().matMul(said.keyWords().transpose(0, 2, 1)),
                        encoder.parameters().get("patch.scale"),
                        encoder.parameters().get("patch.bias"))
                .max(new int[] {1});
        Shape slots = new Shape(count, batch.keySlots());
        float[] used = used(batch);
        NDArray ofWords = SigmoidLoss.ofPairs(best, manager.ones(slots))
                .mul(manager.create(used, slots))
                .sum();
        float words = 0;
        for (float one : used) {
            words += one;
        }
        return whole.add(TensorOps.scale(ofWords, 1 / Math.max(1, words)));
    }

    /** (images, texts): 1 where an image was drawn for a text of these words, else -1. */
    private static float[] signs(List<String> texts) {
        float[] signs = new float[texts.size() * texts.size()];
        for (int image = 0; image < texts.size(); image++) {
            for (int text = 0; text < texts.size(); text++) {
                signs[image * texts.size() + text] = texts.get(image).equals(texts.get(text)) ? 1 : -1;
            }
        }
        return signs;
    }

    private static float[] used(TextBatch batch) {
        float[] used = new float[batch.size() * batch.keySlots()];
        for (int text = 0; text < batch.size(); text++) {
            for (int slot = 0; slot < batch.keyWords(text).size(); slot++) {
                used[text * batch.keySlots() + slot] = 1;
            }
        }
        return used;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
