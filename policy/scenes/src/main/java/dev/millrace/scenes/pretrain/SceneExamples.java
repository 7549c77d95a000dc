package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.scenes.generation.ScenePrior;
import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.scenes.world.Reasoning;
import dev.millrace.scenes.world.SceneGenerator;
import dev.millrace.scenes.world.SceneStyle;
import dev.millrace.scenes.world.Told;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Drawn scenes as supervised examples: those given, or else most clean, one of four in the varied style, each used once. */
public final class SceneExamples implements SupervisedSource {

    private static final int TURNS = 4;

    private final LongFunction<DrawnExample> scenes;
    private final Reasoning reasoning;
    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;

    public SceneExamples(long seed, Tokenizer tokenizer, PolicyConfig architecture) {
        this(turns(seed, 0), Reasoning.SHORT, tokenizer, architecture);
    }

    /**
     * Scenes that are given.
     *
     * @param scenes the one at a place, counted from 0
     * @param reasoning how they are thought about
     */
    public SceneExamples(
            LongFunction<DrawnExample> scenes, Reasoning reasoning, Tokenizer tokenizer, PolicyConfig architecture) {
        this.scenes = scenes;
        this.reasoning = reasoning;
        this.tokenizer = tokenizer;
        this.encoder = new PromptEncoder(tokenizer, architecture);
    }

    /**
     * Scenes in turns of styles.
     *
     * @param prior share of them that show digits in their usual colours, see {@link ScenePrior}
     */
    public static LongFunction<DrawnExample> turns(long seed, double prior) {
        SceneGenerator clean = new SceneGenerator(seed, SceneStyle.CLEAN, prior, ScenePrior::isColoredAsUsual);
        SceneGenerator varied = new SceneGenerator(seed, SceneStyle.VARIED, prior, ScenePrior::isColoredAsUsual);
        return index -> (index % TURNS == TURNS - 1 ? varied : clean).example(index);
    }

    @Override
    public List<SupervisedExample> batch(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> example(scenes.apply(index), new SplittableRandom(index).split()))
                .toList();
    }

    private SupervisedExample example(DrawnExample drawn, RandomGenerator wording) {
        Told told = reasoning.tell(drawn, wording);
        return new SupervisedExample(
                encoder.encode(
                        "<image>" + drawn.question().text(),
                        List.of(drawn.image().toPixels())),
                tokenizer
                        .encode(told.seen() + " " + told.rest())
                        .append(tokenizer.special().endOfSequence()),
                tokenizer.encode(told.seen()).length());
    }
}
