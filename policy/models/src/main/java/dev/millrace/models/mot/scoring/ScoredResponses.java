package dev.millrace.models.mot.scoring;

import dev.millrace.models.mot.model.ResponseBatch;
import java.util.Arrays;

/** Log-probabilities and entropies of a batch of responses, per token, without native memory. Immutable. */
public final class ScoredResponses {

    private final ResponseBatch responses;
    private final float[] logProbs;
    private final float[] entropies;

    ScoredResponses(ResponseBatch responses, float[] logProbs, float[] entropies) {
        this.responses = responses;
        this.logProbs = logProbs;
        this.entropies = entropies;
    }

    /** Log-probabilities of one response's tokens, as long as the response. */
    public float[] logProbs(int prompt, int index) {
        return cut(logProbs, prompt, index);
    }

    /** Entropies, in nat, of the distributions its tokens were taken from. */
    public float[] entropies(int prompt, int index) {
        return cut(entropies, prompt, index);
    }

    private float[] cut(float[] values, int prompt, int index) {
        int begin = responses.row(prompt, index) * responses.columns();
        return Arrays.copyOfRange(values, begin, begin + responses.length(prompt, index));
    }
}
