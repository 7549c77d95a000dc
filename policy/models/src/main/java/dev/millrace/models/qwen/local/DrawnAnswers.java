package dev.millrace.models.qwen.local;

import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Answers of a group while they grow. For one thread. */
final class DrawnAnswers {

    /** One answer. */
    record Answer(Tokens tokens, TokenValues logProbs, TokenValues entropies, FinishReason reason) {}

    private final Set<Integer> stopIds;
    private final int[][] tokens;
    private final float[][] logProbs;
    private final float[][] entropies;
    private final int[] lengths;
    private final boolean[] ended;

    DrawnAnswers(int group, int maxTokens, Set<Integer> stopIds) {
        this.stopIds = stopIds;
        this.tokens = new int[group][maxTokens];
        this.logProbs = new float[group][maxTokens];
        this.entropies = new float[group][maxTokens];
        this.lengths = new int[group];
        this.ended = new boolean[group];
    }

    /** Takes the next token of each answer; those that have ended take none. */
    void add(long[] ids, float[] logProb, float[] entropy) {
        for (int i = 0; i < ids.length; i++) {
            if (!ended[i]) {
                tokens[i][lengths[i]] = (int) ids[i];
                logProbs[i][lengths[i]] = logProb[i];
                entropies[i][lengths[i]++] = entropy[i];
                ended[i] = stopIds.contains((int) ids[i]);
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

    List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            answers.add(new Answer(
                    Tokens.copyOf(tokens[i], lengths[i]),
                    TokenValues.of(Arrays.copyOf(logProbs[i], lengths[i])),
                    TokenValues.of(Arrays.copyOf(entropies[i], lengths[i])),
                    ended[i] ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH));
        }
        return answers;
    }
}
