package dev.millrace.streams.scoring;

/**
 * How images are held against the meaning of prompts.
 *
 * @param mode {@code dense}, {@code global} or {@code both}
 * @param topPatches how many of the best patches of a key word are averaged: 1 is LVRPO's maximum, which one patch can hack
 * @param learningRate with which the referee goes on learning from what it judges; 0, as it should be, freezes it. A
 *     referee that learns is there to show what comes of it (LVRPO D.1)
 */
public record SemanticConfig(SemanticMode mode, int topPatches, double learningRate) {

    /** Patches of an image under the shipped encoder. */
    private static final int MOST = 16;

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public SemanticConfig {
        if (!(learningRate >= 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("learning_rate must be from 0 to 1, not " + learningRate);
        }
        if (topPatches < 1 || topPatches > MOST) {
            throw new IllegalArgumentException("top_patches must be from 1 to " + MOST + ", not " + topPatches);
        }
    }

    /** Dense, the two best patches of each key word, frozen. */
    public static SemanticConfig defaults() {
        return new SemanticConfig(SemanticMode.DENSE, 2, 0);
    }
}
