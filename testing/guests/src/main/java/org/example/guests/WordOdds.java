package org.example.guests;

/** What a row says at a temperature: log-probabilities of its words in nat, computed in double. Used by one thread. */
final class WordOdds {

    private final double[] logProbs;
    private final double entropy;

    /**
     * @param scores the table, row-major
     * @param width words in a row
     */
    WordOdds(float[] scores, int row, int width, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        double[] scaled = new double[width];
        for (int word = 0; word < width; word++) {
            scaled[word] = scores[row * width + word] / temperature;
            largest = Math.max(largest, scaled[word]);
        }
        double sum = 0;
        for (double value : scaled) {
            sum += Math.exp(value - largest);
        }
        double norm = largest + Math.log(sum);
        double gathered = 0;
        for (int word = 0; word < width; word++) {
            scaled[word] -= norm;
            gathered -= Math.exp(scaled[word]) * scaled[word];
        }
        this.logProbs = scaled;
        this.entropy = gathered;
    }

    double logProb(int word) {
        return logProbs[word];
    }

    double probability(int word) {
        return Math.exp(logProbs[word]);
    }

    double entropy() {
        return entropy;
    }

    /** ∂ log p(word) / ∂ (score of {@code other} / temperature). */
    double logProbBy(int word, int other) {
        return (word == other ? 1 : 0) - probability(other);
    }

    /** ∂ entropy / ∂ (score of {@code other} / temperature). */
    double entropyBy(int other) {
        return -probability(other) * (logProbs[other] + entropy);
    }

    int likeliest() {
        int best = 0;
        for (int word = 1; word < logProbs.length; word++) {
            best = logProbs[word] > logProbs[best] ? word : best;
        }
        return best;
    }

    /** The word at a place in the line of all probabilities, from 0 to below 1. */
    int at(double place) {
        double left = place;
        for (int word = 0; word < logProbs.length; word++) {
            left -= probability(word);
            if (left < 0) {
                return word;
            }
        }
        return likeliest();
    }
}
