package dev.millrace.scenes.qwen;

import dev.millrace.policy.learning.TokenLoss;
import java.util.List;

/** Weighted mean of the negative log-probabilities of known answers. */
final class WeightedCrossEntropy implements TokenLoss {

    private final float[] weights;
    private final double total;

    /** @param answerWeight weight of the tokens behind what is seen; those have 1 */
    WeightedCrossEntropy(List<SceneChat> chats, double answerWeight) {
        this.weights = new float
                [chats.stream().mapToInt(chat -> chat.answer().length()).sum()];
        double sum = 0;
        int at = 0;
        for (SceneChat chat : chats) {
            for (int i = 0; i < chat.answer().length(); i++) {
                weights[at] = i < chat.seen() ? 1 : (float) answerWeight;
                sum += weights[at++];
            }
        }
        this.total = sum;
    }

    @Override
    public Slopes of(Values values) {
        float[] slopes = new float[weights.length];
        double loss = 0;
        for (int i = 0; i < weights.length; i++) {
            slopes[i] = (float) (-weights[i] / total);
            loss += slopes[i] * (double) values.logProbs()[i];
        }
        return new Slopes((float) loss, slopes, null, null);
    }
}
