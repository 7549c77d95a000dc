package dev.millrace.scenes.referee;

import java.util.Arrays;

/**
 * The dense semantic reward (LVRPO, arXiv 2603.27693, equation 12): {@code (1/|K|) Σ_{k∈K} max_p φ(v_p)·ψ(t_k)} over the
 * key words K of a prompt and the patches p of an image. Pure.
 */
public final class DenseGrounding {

    private DenseGrounding() {}

    /**
     * The reward.
     *
     * @param patches vectors of the image's patches, at least one
     * @param words vectors of the prompt's key words, at least one
     * @param topPatches how many of the best patches of a word are averaged; 1 is the maximum of the paper, which a single
     *     patch can hack
     * @return from -1 to 1
     * @throws IllegalArgumentException if there are no patches, no words, or fewer patches than are to be averaged
     */
    public static double reward(VectorSet patches, VectorSet words, int topPatches) {
        if (words.size() == 0) {
            throw new IllegalArgumentException("dense grounding needs at least one key word");
        }
        if (topPatches < 1 || topPatches > patches.size()) {
            throw new IllegalArgumentException(
                    "top_patches must be from 1 to the " + patches.size() + " patches of an image, not " + topPatches);
        }
        double sum = 0;
        for (int word = 0; word < words.size(); word++) {
            sum += best(patches, words, word, topPatches);
        }
        return sum / words.size();
    }

    private static double best(VectorSet patches, VectorSet words, int word, int topPatches) {
        double[] cosines = new double[patches.size()];
        for (int patch = 0; patch < cosines.length; patch++) {
            cosines[patch] = patches.cosine(patch, words, word);
        }
        Arrays.sort(cosines);
        double sum = 0;
        for (int i = cosines.length - topPatches; i < cosines.length; i++) {
            sum += cosines[i];
        }
        return sum / topPatches;
    }
}
