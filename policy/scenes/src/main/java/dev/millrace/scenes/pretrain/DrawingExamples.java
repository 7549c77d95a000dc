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
import dev.millrace.scenes.generation.ScenePrior;
import dev.millrace.scenes.generation.Split;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Prompts of the training split with scenes that fulfil them, as latents of the frozen autoencoder.
 *
 * <p>Where no others are given, each is used once, and of twenty in a row six are captions, seven compositions, two questions and five
 * edits; where latents see what they change, two are captions and nine edits. A share of the prompts is replaced by the empty one, so
 * that the policy can be guided.
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

    /** The turns of captions that are an edit's where latents see what they change: what captions teach is mostly known by then. */
    private static final Set<Integer> EDITS_INSTEAD = Set.of(0, 4, 8, 15);

    private final LongFunction<DrawingTask> tasks;
    private final ScenePainter painter = new ScenePainter(SceneStyle.CLEAN);
    private final PolicyConfig architecture;
    private final PromptEncoder encoder;
    private final ModelPrompt nothing;
    private final Autoencoder autoencoder;
    private final double dropout;
    private final long seed;

    /**
     * Prompts of all kinds in turns.
     *
     * @param autoencoder stays its owner's, who closes it after the last batch
     * @param dropout share of the prompts that are replaced by the empty one
     */
    public DrawingExamples(
            long seed, Tokenizer tokenizer, PolicyConfig architecture, Autoencoder autoencoder, double dropout) {
        this(seed, turns(seed, architecture), tokenizer, architecture, autoencoder, dropout);
    }

    /**
     * Prompts that are given.
     *
     * @param tasks the prompt at a place, counted from 0, with what to draw
     * @param autoencoder stays its owner's, who closes it after the last batch
     * @param dropout share of the prompts that are replaced by the empty one
     */
    public DrawingExamples(
            long seed,
            LongFunction<DrawingTask> tasks,
            Tokenizer tokenizer,
            PolicyConfig architecture,
            Autoencoder autoencoder,
            double dropout) {
        this.tasks = tasks;
        this.architecture = architecture;
        this.encoder = new PromptEncoder(tokenizer, architecture);
        this.nothing = GuidedVelocity.nothing(tokenizer.special());
        this.autoencoder = autoencoder;
        this.dropout = dropout;
        this.seed = seed;
    }

    /**
     * The prompts of all kinds, each at its place.
     *
     * @param architecture a policy whose latents see what they change gets more edits
     */
    public static LongFunction<DrawingTask> turns(long seed, PolicyConfig architecture) {
        GenerationPrompts[] prompts = Arrays.stream(DrawingCategory.Kind.values())
                .map(kind -> new GenerationPrompts(seed, Split.TRAIN, kind))
                .toArray(GenerationPrompts[]::new);
        if (architecture.requireDrawing().source()) {
            return index -> prompts[withEdits(index).ordinal()].task(place(index));
        }
        // By their place among all prompts, as those of the base policy that ships: of its edits none is a move.
        return index -> prompts[TURNS[(int) (index % TURNS.length)].ordinal()].task(index);
    }

    private static DrawingCategory.Kind withEdits(long index) {
        int turn = (int) (index % TURNS.length);
        return EDITS_INSTEAD.contains(turn) ? DrawingCategory.Kind.EDITING : TURNS[turn];
    }

    /** How many prompts of the same kind come before: so that the categories of each take turns. */
    private static long place(long index) {
        DrawingCategory.Kind kind = withEdits(index);
        long inARound = LongStream.range(0, TURNS.length)
                .filter(turn -> withEdits(turn) == kind)
                .count();
        long before = LongStream.range(0, index % TURNS.length)
                .filter(turn -> withEdits(turn) == kind)
                .count();
        return index / TURNS.length * inARound + before;
    }

    /**
     * The same prompts in a world with a prior, see {@link ScenePrior}.
     *
     * @param share of the prompts that go with the usual image, whatever they ask for
     */
    public static LongFunction<DrawingTask> usual(LongFunction<DrawingTask> tasks, double share, long seed) {
        return share == 0
                ? tasks
                : index -> {
                    DrawingTask task = tasks.apply(index);
                    double chance = new SplittableRandom(seed ^ (index + 1) * 0xD1B54A32D192ED03L)
                            .split()
                            .nextDouble();
                    return chance < share ? ScenePrior.usual(task) : task;
                };
    }

    @Override
    public List<DrawingExample> batch(long step, int size) {
        List<ModelPrompt> asked = new ArrayList<>();
        List<Pixels> images = new ArrayList<>();
        for (long index = step * size; index < (step + 1) * size; index++) {
            RandomGenerator random =
                    new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (index + 1) * 0x94D049BB133111EBL).split();
            DrawingTask task = tasks.apply(index);
            boolean isDropped = random.nextDouble() < dropout;
            if (architecture.requireDrawing().source() && task.source().isPresent()) {
                // What an edit leaves alone stays as it was written, or there would be nothing to copy.
                long hand = random.nextLong();
                asked.add(isDropped ? nothing : encode(task, scene -> paint(scene, hand)));
                images.add(paint(task.scene(), hand).toPixels());
            } else {
                asked.add(isDropped ? nothing : encode(task, scene -> painter.paint(scene, random)));
                images.add(painter.paint(task.scene(), random).toPixels());
            }
        }
        float[] latents = autoencoder.encode(images);
        int values = autoencoder.config().latentValues();
        List<DrawingExample> examples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            examples.add(new DrawingExample(
                    asked.get(i), Arrays.copyOfRange(latents, i * values, (i + 1) * values), source(asked.get(i))));
        }
        return examples;
    }

    private float[] source(ModelPrompt prompt) {
        return architecture.requireDrawing().source() && prompt.image().isPresent()
                ? autoencoder.encode(List.of(prompt.image().get()))
                : new float[0];
    }

    private ModelPrompt encode(DrawingTask task, Function<Scene, RgbImage> paint) {
        List<Pixels> source = task.source()
                .map(scene -> paint.apply(scene).toPixels())
                .map(List::of)
                .orElse(List.of());
        return encoder.encode((source.isEmpty() ? "" : "<image>") + task.text(), source);
    }

    /** Writes each digit by a chance of its own, which is the same in all scenes of this hand. */
    private RgbImage paint(Scene scene, long hand) {
        return painter.paint(scene, digit -> new SplittableRandom(hand + digit).split(), new SplittableRandom(hand));
    }
}
