package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.DrawingCategory.Kind;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.Split;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the dual encoder from painted scenes and prompts that may be trained on: the sigmoid loss over whole images and
 * texts, where an image belongs to each text whose rules it fulfils, and the same loss over patches and key words, where a
 * patch belongs to a word if its cell holds what the word means. With a fixed number of engine threads, the same settings
 * give the same bits on the same kind of machine.
 */
public final class DualEncoderTraining {

    private static final long HELD_OUT = 0x4845_4c44_4f55_54L;

    /** The loss of patches against that of whole images; the sum over a batch's texts makes the latter the larger. */
    private static final double PATCH_WEIGHT = 4;

    private DualEncoderTraining() {}

    /** What made the encoder that ships with the project. */
    public static RefereeTraining defaults() {
        return new RefereeTraining(3000, 40, 2e-3, 0);
    }

    /**
     * Trains from random weights.
     *
     * @throws InterruptedException if the calling thread is interrupted; nothing is left behind
     * @throws IllegalStateException if a step is not finite: another learning rate is needed
     */
    public static RefereeWeights run(RefereeTraining training, TrainingProgress progress) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(training.seed());
        WarmupCosine schedule = training.schedule();
        Tokenizer tokenizer = WordTokenizer.builtIn();
        GenerationPrompts prompts = new GenerationPrompts(training.seed(), Split.TRAIN, categories());
        try (ParameterArrays parameters = DualEncoderNetwork.LAYOUT.initialize(training.seed());
                ParameterTrainer trainer = training.trainer(DualEncoderNetwork.LAYOUT, parameters)) {
            for (int step = 0; step < training.steps(); step++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                PairedScenes pairs = PairedScenes.of(
                        prompts, (long) step * training.batch(), training.batch(), true, random.split());
                float loss = RefereeTraining.step(
                        trainer, schedule.at(step), manager -> loss(parameters, manager, pairs, tokenizer));
                progress.stepDone(step + 1, loss);
            }
            return new RefereeWeights(parameters.toTensors());
        }
    }

    private static List<DrawingCategory> categories() {
        List<DrawingCategory> categories = new ArrayList<>();
        categories.addAll(DrawingCategory.of(Kind.COMPOSITION));
        categories.addAll(DrawingCategory.of(Kind.KNOWLEDGE));
        categories.addAll(DrawingCategory.of(Kind.COMPOSITION));
        categories.add(DrawingCategory.CAPTION);
        categories.add(DrawingCategory.CAPTION);
        return categories;
    }

    private static NDArray loss(
            ParameterArrays parameters, NDManager manager, PairedScenes pairs, Tokenizer tokenizer) {
        TextBatch batch = new TextBatch(tokenizer, pairs.texts());
        DualEncoderNetwork.Images images =
                DualEncoderNetwork.images(parameters, manager, ImageBatch.whole(manager, pairs.images()));
        DualEncoderNetwork.Texts texts = DualEncoderNetwork.texts(parameters, manager, batch);
        NDArray whole = SigmoidLoss.of(
                manager,
                SigmoidLoss.logits(
                        images.whole().matMul(texts.whole().transpose()),
                        parameters.get("whole.scale"),
                        parameters.get("whole.bias")),
                manager.create(matches(pairs), new Shape(pairs.scenes().size(), batch.size())));
        // Each prompt's words meet the patches of its image and of the one that is nearly it.
        NDArray words = NDArrays.concat(new NDList(texts.keyWords(), texts.keyWords()), 0);
        NDArray logits = SigmoidLoss.logits(
                images.patches().matMul(words.transpose(0, 2, 1)),
                parameters.get("patch.scale"),
                parameters.get("patch.bias"));
        Shape shape = new Shape(pairs.scenes().size(), DualEncoderNetwork.PATCHES, batch.keySlots());
        PatchSigns signs = patchSigns(pairs, batch);
        NDArray ofPatches = SigmoidLoss.ofPairs(logits, manager.create(signs.signs(), shape))
                .mul(manager.create(signs.mask(), shape))
                .sum();
        return whole.add(TensorOps.scale(ofPatches, PATCH_WEIGHT / Math.max(1, signs.count())));
    }

    /** (images, texts): 1 where they belong together, else -1. */
    private static float[] matches(PairedScenes pairs) {
        int texts = pairs.texts().size();
        float[] signs = new float[pairs.scenes().size() * texts];
        for (int image = 0; image < pairs.scenes().size(); image++) {
            for (int text = 0; text < texts; text++) {
                signs[image * texts + text] = pairs.match(image, text) ? 1 : -1;
            }
        }
        return signs;
    }

    /** (images, patches, key slots): signs, and which of them count. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
    private record PatchSigns(float[] signs, float[] mask, int count) {}

    private static PatchSigns patchSigns(PairedScenes pairs, TextBatch batch) {
        int slots = batch.keySlots();
        int images = pairs.scenes().size();
        float[] signs = new float[images * DualEncoderNetwork.PATCHES * slots];
        float[] mask = new float[signs.length];
        int count = 0;
        for (int image = 0; image < images; image++) {
            List<KeyWord> words = batch.keyWords(image % batch.size());
            for (int slot = 0; slot < words.size(); slot++) {
                BitSet cells = words.get(slot).cells(pairs.scenes().get(image));
                for (int patch = 0; patch < DualEncoderNetwork.PATCHES; patch++) {
                    int at = (image * DualEncoderNetwork.PATCHES + patch) * slots + slot;
                    signs[at] = cells.get(cell(patch)) ? 1 : -1;
                    mask[at] = 1;
                    count++;
                }
            }
        }
        return new PatchSigns(signs, mask, count);
    }

    /** The cell of a scene in which a patch lies. */
    private static int cell(int patch) {
        int perCell = DualEncoderNetwork.GRID / 2;
        return patch / DualEncoderNetwork.GRID / perCell * 2 + patch % DualEncoderNetwork.GRID / perCell;
    }

    /**
     * How well an encoder tells an image that fulfils a prompt it was not trained on from one that is nearly it and does
     * not; by chance, one half.
     *
     * @param whole share of the prompts in which the whole image's cosine is higher
     * @param dense share in which the dense reward is higher, among those of which a key word means nothing on the other image
     */
    public record Accuracy(double whole, double dense) {}

    /** The accuracy over this number of held-out prompts of GenEval's categories. */
    public static Accuracy accuracy(DualEncoder encoder, int prompts) {
        PairedScenes pairs = PairedScenes.of(
                new GenerationPrompts(HELD_OUT, Split.HELD_OUT, Kind.COMPOSITION),
                0,
                prompts,
                false,
                new SplittableRandom(HELD_OUT));
        List<ImageEmbedding> images = encoder.images(pairs.images());
        List<TextEmbedding> texts = encoder.texts(pairs.texts());
        TextBatch words = new TextBatch(WordTokenizer.builtIn(), pairs.texts());
        int whole = 0;
        int dense = 0;
        int different = 0;
        int grounded = 0;
        for (int text = 0; text < prompts; text++) {
            int near = text + prompts;
            if (pairs.match(near, text)) {
                continue;
            }
            different++;
            VectorSet own = texts.get(text).whole();
            whole += images.get(text).whole().cosine(0, own, 0)
                            > images.get(near).whole().cosine(0, own, 0)
                    ? 1
                    : 0;
            if (words.keyWords(text).stream()
                    .anyMatch(word -> word.cells(pairs.scenes().get(near)).isEmpty())) {
                grounded++;
                VectorSet keys = texts.get(text).keyWords();
                double right = DenseGrounding.reward(images.get(text).patches(), keys, 1);
                dense += right > DenseGrounding.reward(images.get(near).patches(), keys, 1) ? 1 : 0;
            }
        }
        return new Accuracy((double) whole / different, (double) dense / Math.max(1, grounded));
    }
}
