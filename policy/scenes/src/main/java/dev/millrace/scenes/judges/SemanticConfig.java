package dev.millrace.scenes.judges;

/**
 * How images are held against the meaning of prompts.
 *
 * @param referees {@code shipped}, or a folder with the file of the referee
 * @param mode {@code dense}, {@code global} or {@code both}
 * @param topPatches how many of the best patches of a key word are averaged: 1 is LVRPO's maximum, which one patch can hack
 * @param learningRate with which the referee goes on learning from what it judges; 0, as it should be, freezes it. A
 *     referee that learns is there to show what comes of it (LVRPO D.1)
 */
public record SemanticConfig(String referees, SemanticMode mode, int topPatches, double learningRate) {

    /** Patches of an image under the shipped encoder. */
    private static final int MOST = 16;

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public SemanticConfig {
        Referees.require(referees);
        if (!(learningRate >= 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("learning_rate must be from 0 to 1, not " + learningRate);
        }
        if (topPatches < 1 || topPatches > MOST) {
            throw new IllegalArgumentException("top_patches must be from 1 to " + MOST + ", not " + topPatches);
        }
    }

    /**
     * Both, frozen, with the two best patches of each key word. LVRPO has the dense reward alone; under it a second copy of
     * what was asked for does no harm, and a policy learns to draw copies everywhere. The whole image's vector knows them.
     */
    public static SemanticConfig defaults() {
        return new SemanticConfig(Referees.SHIPPED, SemanticMode.BOTH, 2, 0);
    }
}
