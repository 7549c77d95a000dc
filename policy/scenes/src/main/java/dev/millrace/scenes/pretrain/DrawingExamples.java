package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.flow.GuidedVelocity;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.Split;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Prompts of the training split with scenes that fulfil them, as latents of the frozen autoencoder; each is used once.
 *
 * <p>Of twenty in a row, six are captions, seven compositions, two questions and five edits. A share of the prompts is
 * replaced by the empty one, so that the policy can be guided.
 */
public final class DrawingExamples implements DrawingSource {

    private static final DrawingCategory.Kind[] TURNS = {
        DrawingCategory.Kind.CAPTION, DrawingCategory.Kind.COMPOSITION,
        DrawingCategory.Kind.EDITING, DrawingCategory.Kind.COMPOSITION,
        DrawingCategory.Kind.CAPTION, DrawingCategory.Kind.EDITING,
        DrawingCategory.Kind.COMPOSITION, DrawingCategory.Kind.KNOWLEDGE,
        DrawingCategory.Kind.CAPTION, DrawingCategory.Kind.EDITING,
        DrawingCategory.Kind.COMPOSITION, DrawingCategory.Kind.CAPTION,
        DrawingCategory.Kind.EDITING, DrawingCategory.Kind.COMPOSITION,
        DrawingCategory.Kind.KNOWLEDGE, DrawingCategory.Kind.CAPTION,
        DrawingCategory.Kind.EDITING, DrawingCategory.Kind.COMPOSITION,
        DrawingCategory.Kind.CAPTION, DrawingCategory.Kind.COMPOSITION
    };

    private final GenerationPrompts[] prompts;
    private final ScenePainter painter = new ScenePainter(SceneStyle.CLEAN);
    private final PromptEncoder encoder;
    private final ModelPrompt nothing;
    private final Autoencoder autoencoder;
    private final double dropout;
    private final long seed;

    /**
     * @param autoencoder stays its owner's, who closes it after the last batch
     * @param dropout share of the prompts that are replaced by the empty one
     */
    public DrawingExamples(
            long seed, Tokenizer tokenizer, PolicyConfig architecture, Autoencoder autoencoder, double dropout) {
        this.prompts = Arrays.stream(DrawingCategory.Kind.values())
                .map(kind -> new GenerationPrompts(seed, Split.TRAIN, kind))
                .toArray(GenerationPrompts[]::new);
        this.encoder = new PromptEncoder(tokenizer, architecture);
        this.nothing = GuidedVelocity.nothing(tokenizer.special());
        this.autoencoder = autoencoder;
        this.dropout = dropout;
        this.seed = seed;
    }

    @Override
    public List<DrawingExample> batch(long step, int size) {
        List<ModelPrompt> asked = new ArrayList<>();
        List<Pixels> images = new ArrayList<>();
        for (long index = step * size; index < (step + 1) * size; index++) {
            RandomGenerator random =
                    new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (index + 1) * 0x94D049BB133111EBL).split();
            DrawingTask task = prompts[TURNS[(int) (index % TURNS.length)].ordinal()].task(index);
            asked.add(random.nextDouble() < dropout ? nothing : encode(task, random));
            images.add(paint(task.scene(), random).toPixels());
        }
        float[] latents = autoencoder.encode(images);
        int values = autoencoder.config().latentValues();
        List<DrawingExample> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            examples.add(new DrawingExample(asked.get(i), Arrays.copyOfRange(latents, i * values, (i + 1) * values)));
        }
        return examples;
    }

    private ModelPrompt encode(DrawingTask task, RandomGenerator random) {
        List<Pixels> source = task.source()
                .map(scene -> paint(scene, random).toPixels())
                .map(List::of)
                .orElse(List.of());
        return encoder.encode((source.isEmpty() ? "" : "<image>") + task.text(), source);
    }

    private RgbImage paint(Scene scene, RandomGenerator random) {
        return painter.paint(scene, random);
    }
}
