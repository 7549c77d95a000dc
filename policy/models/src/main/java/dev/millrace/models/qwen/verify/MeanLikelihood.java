package dev.millrace.models.qwen.verify;

import dev.millrace.policy.learning.TokenLoss;
import java.util.Arrays;

/** The loss that gradients of the vectors are of: the mean negative log-likelihood of the answers' tokens. */
final class MeanLikelihood {

    static final TokenLoss LOSS = values -> {
        float[] by = new float[values.size()];
        Arrays.fill(by, -1f / by.length);
        double sum = 0;
        for (float logProb : values.logProbs()) {
            sum -= logProb;
        }
        return new TokenLoss.Slopes((float) (sum / by.length), by, null, null);
    };

    private MeanLikelihood() {}
}
