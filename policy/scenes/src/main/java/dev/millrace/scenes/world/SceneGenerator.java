package dev.millrace.scenes.world;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Scenes with questions: example i of a seed is always the same, and categories take turns, so that any run of consecutive
 * examples is balanced. Immutable.
 */
public final class SceneGenerator {

    private static final Category[] CATEGORIES = Category.values();

    private static final int TRIES = 100_000;

    private final long seed;
    private final ScenePainter painter;
    private final double share;
    private final Predicate<Scene> usual;

    public SceneGenerator(long seed, SceneStyle style) {
        this(seed, style, 0, scene -> true);
    }

    /**
     * Scenes of a world in which some are seen more often than others.
     *
     * @param share of the scenes that are usual ones for sure
     * @param usual which ones are
     */
    public SceneGenerator(long seed, SceneStyle style, double share, Predicate<Scene> usual) {
        this.seed = seed;
        this.painter = new ScenePainter(style);
        this.share = share;
        this.usual = usual;
    }

    /** The example at a place, counted from 0. */
    public DrawnExample example(long index) {
        RandomGenerator random = random(index);
        AskedScene asked = asked(index, random);
        return new DrawnExample(asked.scene(), painter.paint(asked.scene(), random), asked.question());
    }

    /** The question of {@link #example}; nothing is painted for it. */
    public Question question(long index) {
        return asked(index, random(index)).question();
    }

    private RandomGenerator random(long index) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (index + 1) * 0xBF58476D1CE4E5B9L).split();
    }

    private AskedScene asked(long index, RandomGenerator random) {
        Category category = CATEGORIES[(int) (index % CATEGORIES.length)];
        if (share == 0 || random.nextDouble() >= share) {
            return QuestionMaker.make(category, random);
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            AskedScene asked = QuestionMaker.make(category, random);
            if (usual.test(asked.scene())) {
                return asked;
            }
        }
        throw new IllegalStateException("no usual scene suits the category " + category.label());
    }

    /** The example at a place, in an image of one of three sizes: scene and question are those of {@link #example}. */
    public DrawnExample spaced(long index) {
        DrawnExample drawn = example(index);
        return new DrawnExample(drawn.scene(), Spacing.of(index).apply(drawn.image()), drawn.question());
    }

    /** A scene of four digits in an image of one of three sizes, which nothing is asked about. */
    public DrawnScene full(long index) {
        RandomGenerator random =
                new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (index + 1) * 0x94D049BB133111EBL).split();
        Scene scene = SceneMaker.any(random);
        return new DrawnScene(scene, Spacing.of(index).apply(painter.paint(scene, random)));
    }

    /** A scene that a question can be asked about. */
    record AskedScene(Scene scene, Question question) {}
}
