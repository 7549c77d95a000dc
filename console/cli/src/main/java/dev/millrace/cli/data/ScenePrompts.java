package dev.millrace.cli.data;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.scenes.world.Question;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.SceneGenerator;
import dev.millrace.scenes.world.SceneStyle;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Prompts about scenes that Millrace draws itself: what its base policies have not been pretrained on. */
public enum ScenePrompts {
    /** In images of 32×32 pixels. */
    ONE_SIZE,
    /** The same scenes and questions, in images of three sizes. */
    MANY_SIZES;

    /**
     * Seed of the scenes that are held out for evaluation, the same for every run. Seeds of runs are mixed with another
     * constant, so that no run trains on them.
     */
    private static final long HELD_OUT = 0x4845_4c44_4f55_54L;

    private static final String HELD_OUT_NAME = "held-out";
    private static final long TRAINING = 0x5452_4149_4e49_4e47L;

    /** Those that a policy takes. */
    public static ScenePrompts of(PolicyDescription policy) {
        return policy.can(Ability.SEES_ANY_SIZE) ? MANY_SIZES : ONE_SIZE;
    }

    /** Scenes in the shifted style to train on, categories in turn. */
    public List<DatasetEntry> training(long runSeed, int count) {
        return draw(name(runSeed), seed(runSeed), count, Sight.OWN);
    }

    /** The scenes of {@link #training} with their right answers, the one at a place, counted from 0. */
    public LongFunction<DrawnExample> answered(long runSeed) {
        SceneGenerator generator = new SceneGenerator(seed(runSeed), SceneStyle.SHIFTED);
        return index -> example(generator, (int) index);
    }

    private static String name(long runSeed) {
        return "scene-" + runSeed;
    }

    private static long seed(long runSeed) {
        return TRAINING + 0x9E3779B97F4A7C15L * runSeed;
    }

    /** The scenes of {@link #training} as the feeder publishes them: each is painted when its prompt is published. */
    public List<FeedEntry> fed(long runSeed, int count) {
        return fed(runSeed, count, Sight.OWN);
    }

    /** The same with the images that a control says. */
    public List<FeedEntry> fed(long runSeed, int count, Sight sight) {
        SceneGenerator generator = new SceneGenerator(seed(runSeed), SceneStyle.SHIFTED);
        List<FeedEntry> entries = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int place = index;
            Question question = generator.question(index);
            entries.add(new FeedEntry(
                    name(runSeed) + "-" + index,
                    text(question),
                    List.of(new PaintedImage(
                            () -> sight.image(at -> example(generator, (int) at).image(), place))),
                    dev.millrace.schemas.avro.Task.UNDERSTANDING,
                    Optional.of(question.answer()),
                    Optional.empty(),
                    Optional.of(question.category().label())));
        }
        return List.copyOf(entries);
    }

    /** Scenes in the shifted style that no run trains on, categories in turn. */
    public List<DatasetEntry> heldOut(int count) {
        return heldOut(count, Sight.OWN);
    }

    /** The same with the images that a control says. */
    public List<DatasetEntry> heldOut(int count, Sight sight) {
        return draw(HELD_OUT_NAME, HELD_OUT, count, sight);
    }

    /** What is really on the first held-out scenes, by the id of the prompt. */
    public static Map<String, Scene> heldOutScenes(int count) {
        SceneGenerator generator = new SceneGenerator(HELD_OUT, SceneStyle.SHIFTED);
        Map<String, Scene> scenes = new LinkedHashMap<>();
        for (int index = 0; index < count; index++) {
            scenes.put(HELD_OUT_NAME + "-" + index, generator.example(index).scene());
        }
        return scenes;
    }

    private List<DatasetEntry> draw(String name, long seed, int count, Sight sight) {
        SceneGenerator generator = new SceneGenerator(seed, SceneStyle.SHIFTED);
        List<DatasetEntry> entries = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            DrawnExample example = example(generator, index);
            entries.add(new DatasetEntry(
                    name + "-" + index,
                    Task.UNDERSTANDING,
                    text(example.question()),
                    List.of(PngCodec.encode(
                            sight.image(at -> example(generator, (int) at).image(), index))),
                    Optional.of(example.question().answer()),
                    Optional.empty(),
                    Optional.of(example.question().category().label())));
        }
        return List.copyOf(entries);
    }

    private DrawnExample example(SceneGenerator generator, int index) {
        return this == MANY_SIZES ? generator.spaced(index) : generator.example(index);
    }

    private static String text(Question question) {
        return DatasetEntry.IMAGE_PLACEHOLDER + question.text();
    }

    /** An image that takes no memory before it is published. */
    private record PaintedImage(Supplier<RgbImage> painting) implements FeedImage {

        @Override
        public byte[] encoded() {
            return PngCodec.encode(painting.get()).toBytes();
        }

        @Override
        public String mediaType() {
            return PngCodec.MEDIA_TYPE;
        }
    }
}
