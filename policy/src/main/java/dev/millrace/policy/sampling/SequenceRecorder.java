package dev.millrace.policy.sampling;

import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.Tokens;
import java.util.Arrays;

/** Collects one response while it is drawn. */
final class SequenceRecorder {

    private final int endOfSequence;
    private final int[] tokens;
    private final float[] logProbs;
    private final float[] entropies;
    private int length;
    private boolean ended;

    SequenceRecorder(SpecialTokens special, int maxTokens) {
        this.endOfSequence = special.endOfSequence();
        this.tokens = new int[maxTokens];
        this.logProbs = new float[maxTokens];
        this.entropies = new float[maxTokens];
    }

    boolean isFinished() {
        return ended || length == tokens.length;
    }

    void add(int token, float logProb, float entropy) {
        tokens[length] = token;
        logProbs[length] = logProb;
        entropies[length] = entropy;
        length++;
        ended = token == endOfSequence;
    }

    Completion completion() {
        return new Completion(
                Tokens.copyOf(tokens, length),
                TokenValues.of(Arrays.copyOf(logProbs, length)),
                TokenValues.of(Arrays.copyOf(entropies, length)),
                ended ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH);
    }
}
