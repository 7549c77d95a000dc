package dev.millrace.models.mot.scoring;

import dev.millrace.models.mot.model.ResponseBatch;

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
        return responses.of(prompt, index, logProbs);
    }

    /** Entropies, in nat, of the distributions its tokens were taken from. */
    public float[] entropies(int prompt, int index) {
        return responses.of(prompt, index, entropies);
    }
}
