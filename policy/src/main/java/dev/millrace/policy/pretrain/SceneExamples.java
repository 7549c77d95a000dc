package dev.millrace.policy.pretrain;

import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PromptEncoder;
import dev.millrace.policy.scene.DrawnExample;
import dev.millrace.policy.scene.SceneGenerator;
import dev.millrace.policy.text.Tokenizer;
import java.util.List;
import java.util.stream.LongStream;

/** Drawn scenes as supervised examples; each is used once. */
public final class SceneExamples implements SupervisedSource {

    private final SceneGenerator scenes;
    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;

    public SceneExamples(SceneGenerator scenes, Tokenizer tokenizer, PolicyConfig architecture) {
        this.scenes = scenes;
        this.tokenizer = tokenizer;
        this.encoder = new PromptEncoder(tokenizer, architecture);
    }

    @Override
    public List<SupervisedExample> batch(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> example(scenes.example(index)))
                .toList();
    }

    private SupervisedExample example(DrawnExample drawn) {
        return new SupervisedExample(
                encoder.encode(
                        "<image>" + drawn.question().text(),
                        List.of(drawn.image().toPixels())),
                tokenizer.encode(drawn.response()).append(tokenizer.special().endOfSequence()));
    }
}
