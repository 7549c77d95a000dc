package dev.millrace.models.qwen.local;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.qwen.model.GroupDecoding;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.models.qwen.text.AnswerText;
import dev.millrace.models.qwen.text.BadWords;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.models.qwen.text.StopTexts;
import dev.millrace.models.sampling.TokenDraws;
import dev.millrace.policy.rollout.SamplingSettings;

/** Draws the answers to one prompt, which goes through the network once for all of them. Safe for all threads. */
final class GroupSampler {

    private final QwenNetwork network;
    private final QwenTokenizer tokenizer;

    /** @param tokenizer stays its owner's */
    GroupSampler(QwenNetwork network, QwenTokenizer tokenizer) {
        this.network = network;
        this.tokenizer = tokenizer;
    }

    /**
     * @param seed of the group's noise
     * @throws IllegalArgumentException if prompt and answers have more positions than the policy
     */
    DrawnAnswers sample(TokenRow prompt, long seed, SamplingSettings settings) {
        int limit = network.config().text().maxPositions();
        if (prompt.length() + settings.maxTokens() > limit) {
            throw new IllegalArgumentException("a prompt of " + prompt.length() + " tokens with an answer of "
                    + settings.maxTokens() + " has more than the " + limit + " positions of the policy");
        }
        StopTexts stops = new StopTexts(settings.stop());
        BadWords words = BadWords.of(settings.filters().badWords(), tokenizer);
        DrawnAnswers answers = new DrawnAnswers(
                settings.group(),
                settings.maxTokens(),
                tokenizer.stopIds(),
                () -> new AnswerText(tokenizer.table(), stops));
        try (NoGradScope scope = NoGradScope.open();
                GroupDecoding decoding =
                        new GroupDecoding(scope.manager(), network, prompt, settings.group(), settings.maxTokens())) {
            long[] before = {};
            for (int position = 0; position < settings.maxTokens() && !answers.allEnded(); position++) {
                try (NDManager piece = scope.manager().newSubManager();
                        NDScope ignored = new NDScope()) {
                    GroupDecoding.Draw draw = new GroupDecoding.Draw(
                            uniforms(seed, settings, position),
                            settings.temperature(),
                            settings.filters(),
                            answers.banned(words, network.config().text().vocabulary()));
                    GroupDecoding.Choice choice =
                            position == 0 ? decoding.first(piece, draw) : decoding.next(piece, before, draw);
                    answers.add(choice);
                    before = choice.ids();
                }
            }
        }
        return answers;
    }

    /** One number for each answer; none where the likeliest token is taken. */
    private static float[] uniforms(long seed, SamplingSettings settings, int position) {
        float[] uniforms = new float[settings.isGreedy() ? 0 : settings.group()];
        for (int index = 0; index < uniforms.length; index++) {
            uniforms[index] = TokenDraws.uniform(seed, index, position);
        }
        return uniforms;
    }
}
