package dev.millrace.policy.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The parameters of one layer.
 *
 * @param attentionNorm gain, (width)
 * @param qkv queries, keys and values in one matrix, (3 width, width)
 * @param attentionOut (width, width)
 * @param expertsNorm gain, (width)
 * @param experts one feed-forward network per modality
 */
record LayerParameters(
        NDArray attentionNorm,
        NDArray qkv,
        NDArray attentionOut,
        NDArray expertsNorm,
        Map<Modality, ExpertParameters> experts) {

    /**
     * A SwiGLU network.
     *
     * @param gate (hidden, width)
     * @param up (hidden, width)
     * @param down (width, hidden)
     */
    record ExpertParameters(NDArray gate, NDArray up, NDArray down) {}

    ExpertParameters expert(Modality modality) {
        ExpertParameters expert = experts.get(modality);
        if (expert == null) {
            throw new IllegalStateException("this policy has no '" + modality.parameterName() + "' expert");
        }
        return expert;
    }
}
