package dev.millrace.models.qwen.local;

import dev.millrace.models.qwen.model.GroupDecoding;
import dev.millrace.models.qwen.text.AnswerText;
import dev.millrace.models.qwen.text.BadWords;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Answers of a group while they grow. For one thread. */
final class DrawnAnswers {

    /**
     * One answer.
     *
     * @param text without end marks, and without the stop text
     * @param stopText that ended it, if one did; its tokens are the answer's last
     */
    record Answer(
            Tokens tokens,
            TokenValues logProbs,
            TokenValues entropies,
            String text,
            FinishReason reason,
            Optional<String> stopText) {}

    private final Set<Integer> stopIds;
    private final int[][] tokens;
    private final float[][] logProbs;
    private final float[][] entropies;
    private final int[] lengths;
    private final boolean[] ended;
    private final List<AnswerText> texts;
    private final List<Optional<String>> stopTexts;

    /** @param texts what each answer says, from its beginning */
    DrawnAnswers(int group, int maxTokens, Set<Integer> stopIds, Supplier<AnswerText> texts) {
        this.stopIds = stopIds;
        this.tokens = new int[group][maxTokens];
        this.logProbs = new float[group][maxTokens];
        this.entropies = new float[group][maxTokens];
        this.lengths = new int[group];
        this.ended = new boolean[group];
        this.texts = IntStream.range(0, group).mapToObj(i -> texts.get()).toList();
        this.stopTexts = new ArrayList<>(Collections.nCopies(group, Optional.empty()));
    }

    /** Takes the next token of each answer; those that have ended take none. */
    void add(GroupDecoding.Choice choice) {
        for (int i = 0; i < lengths.length; i++) {
            if (!ended[i]) {
                int id = (int) choice.ids()[i];
                tokens[i][lengths[i]] = id;
                logProbs[i][lengths[i]] = choice.logProbs()[i];
                entropies[i][lengths[i]++] = choice.entropies()[i];
                Optional<String> stop = texts.get(i).add(id);
                stopTexts.set(i, stop);
                ended[i] = stop.isPresent() || stopIds.contains(id);
            }
        }
    }

    boolean allEnded() {
        for (boolean one : ended) {
            if (!one) {
                return false;
            }
        }
        return true;
    }

    /** Tokens that may not be next, as places in a table of so many ids for each answer. */
    long[] banned(BadWords words, long vocabulary) {
        return IntStream.range(0, lengths.length)
                .boxed()
                .flatMapToLong(i -> ended[i]
                        ? LongStream.empty()
                        : Arrays.stream(words.after(tokens[i], lengths[i])).mapToLong(id -> i * vocabulary + id))
                .toArray();
    }

    List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            answers.add(new Answer(
                    Tokens.copyOf(tokens[i], lengths[i]),
                    TokenValues.of(Arrays.copyOf(logProbs[i], lengths[i])),
                    TokenValues.of(Arrays.copyOf(entropies[i], lengths[i])),
                    texts.get(i).text(),
                    reason(i),
                    stopTexts.get(i)));
        }
        return answers;
    }

    private FinishReason reason(int i) {
        if (stopTexts.get(i).isPresent()) {
            return FinishReason.STOP;
        }
        return ended[i] ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH;
    }
}
