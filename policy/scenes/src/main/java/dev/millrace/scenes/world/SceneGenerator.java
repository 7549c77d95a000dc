package dev.millrace.scenes.world;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Scenes with questions: example i of a seed is always the same, and categories take turns, so that any run of consecutive
 * examples is balanced. Immutable.
 */
public final class SceneGenerator {

    private static final Category[] CATEGORIES = Category.values();

    private final long seed;
    private final ScenePainter painter;

    public SceneGenerator(long seed, SceneStyle style) {
        this.seed = seed;
        this.painter = new ScenePainter(style);
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

    private static AskedScene asked(long index, RandomGenerator random) {
        return QuestionMaker.make(CATEGORIES[(int) (index % CATEGORIES.length)], random);
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
