package dev.millrace.models.mot.sampling;

import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.Arrays;

/** Collects one response while it is drawn. */
final class SequenceRecorder {

    private final int endOfSequence;
    private final int[] tokens;
    private final float[] logProbs;
    private final float[] entropies;
    private final int width;
    private final float[] states;
    private int length;
    private boolean ended;

    /** @param width of the states to keep; 0 to keep none */
    SequenceRecorder(SpecialTokens special, int maxTokens, int width) {
        this.endOfSequence = special.endOfSequence();
        this.tokens = new int[maxTokens];
        this.logProbs = new float[maxTokens];
        this.entropies = new float[maxTokens];
        this.width = width;
        this.states = new float[maxTokens * width];
    }

    boolean isFinished() {
        return ended || length == tokens.length;
    }

    /** Notes from {@code all}, at {@code offset}, the state from which the next token is drawn. */
    void addState(float[] all, int offset) {
        System.arraycopy(all, offset, states, length * width, width);
    }

    void add(int token, float logProb, float entropy) {
        tokens[length] = token;
        logProbs[length] = logProb;
        entropies[length] = entropy;
        length++;
        ended = token == endOfSequence;
    }

    TokenStates states() {
        return TokenStates.copyOf(states, length, width);
    }

    Completion completion() {
        return new Completion(
                Tokens.copyOf(tokens, length),
                TokenValues.of(Arrays.copyOf(logProbs, length)),
                TokenValues.of(Arrays.copyOf(entropies, length)),
                ended ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH);
    }
}
