package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.scenes.world.SceneGenerator;
import dev.millrace.scenes.world.SceneStyle;
import java.util.List;
import java.util.stream.LongStream;

/** Drawn scenes as supervised examples, most clean, one of four in the varied style; each is used once. */
public final class SceneExamples implements SupervisedSource {

    private static final int TURNS = 4;

    private final SceneGenerator clean;
    private final SceneGenerator varied;
    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;

    public SceneExamples(long seed, Tokenizer tokenizer, PolicyConfig architecture) {
        this.clean = new SceneGenerator(seed, SceneStyle.CLEAN);
        this.varied = new SceneGenerator(seed, SceneStyle.VARIED);
        this.tokenizer = tokenizer;
        this.encoder = new PromptEncoder(tokenizer, architecture);
    }

    @Override
    public List<SupervisedExample> batch(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> example((index % TURNS == TURNS - 1 ? varied : clean).example(index)))
                .toList();
    }

    private SupervisedExample example(DrawnExample drawn) {
        return new SupervisedExample(
                encoder.encode(
                        "<image>" + drawn.question().text(),
                        List.of(drawn.image().toPixels())),
                tokenizer.encode(drawn.response()).append(tokenizer.special().endOfSequence()),
                tokenizer.encode(drawn.seen()).length());
    }
}
