package dev.millrace.scenes.qwen;

import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.text.Tokens;
import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.scenes.world.DrawnScene;
import dev.millrace.scenes.world.SceneGenerator;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Drawn scenes of all sizes as supervised examples, most clean, one of four in the varied style; each is used once. A few captions
 * are in the shifted style, so that the tower has seen what it may stay frozen for, but no questions are.
 */
final class SceneChats {

    private static final String IMAGE = "<image>";
    private static final int VARIED_TURNS = 4;
    private static final int SHIFTED_TURNS = 16;
    private static final int CORPUS = 2048;

    private final SceneGenerator clean;
    private final SceneGenerator varied;
    private final SceneGenerator shifted;
    private final PromptFormat format;
    private final QwenTokenizer tokenizer;
    private final int end;

    SceneChats(long seed, PromptFormat format, QwenTokenizer tokenizer) {
        this.clean = new SceneGenerator(seed, SceneStyle.CLEAN);
        this.varied = new SceneGenerator(seed, SceneStyle.VARIED);
        this.shifted = new SceneGenerator(seed, SceneStyle.SHIFTED);
        this.format = format;
        this.tokenizer = tokenizer;
        this.end = tokenizer.table().added(ChatForm.END).orElseThrow();
    }

    /** The texts that a vocabulary is learned from: what the chat form says, questions and answers. */
    static List<String> corpus(long seed) {
        SceneGenerator scenes = new SceneGenerator(seed, SceneStyle.CLEAN);
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < CORPUS; index++) {
            DrawnExample example = scenes.example(index);
            texts.add("system\nYou are a helpful assistant.");
            texts.add("user\n" + example.question().text());
            texts.add("assistant\n");
            String answer = SceneAnswers.of(example).substring("<think>".length());
            texts.addAll(List.of(answer.split("</think>")));
        }
        return texts;
    }

    /** The examples of one step, a pure function of it. */
    List<SceneChat> batch(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> chat(usual(index).spaced(index)))
                .toList();
    }

    /**
     * The captions of one step, a pure function of it: the image alone, and what is seen on it. They are short and full of digits:
     * what a digit looks like is learned from them many times faster than from answers.
     */
    List<SceneChat> captions(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> caption((index % SHIFTED_TURNS == 0 ? shifted : usual(index)).full(index)))
                .toList();
    }

    private SceneGenerator usual(long index) {
        return index % VARIED_TURNS == VARIED_TURNS - 1 ? varied : clean;
    }

    private SceneChat caption(DrawnScene drawn) {
        PolicyInput asked =
                format.encode(IMAGE, List.of(PngCodec.encode(drawn.image()))).orThrow();
        ImageRun run = asked.runs().get(0);
        // Its places with the marks before and behind them.
        int[] places =
                Arrays.copyOfRange(asked.tokens().toArray(), run.position() - 1, run.position() + run.length() + 1);
        PolicyInput prompt = new PolicyInput(
                Tokens.of(places), asked.images(), List.of(new ImageRun(1, run.length(), run.rows(), run.columns())));
        Tokens seen = tokenizer.encode(SceneAnswers.seen(drawn.scene()));
        return new SceneChat(prompt, seen, seen.length());
    }

    private SceneChat chat(DrawnExample drawn) {
        PolicyInput prompt = format.encode(IMAGE + drawn.question().text(), List.of(PngCodec.encode(drawn.image())))
                .orThrow();
        Tokens answer = tokenizer.encode(SceneAnswers.of(drawn)).append(end);
        return new SceneChat(
                prompt,
                answer,
                tokenizer.encode(SceneAnswers.seen(drawn.scene())).length());
    }
}
