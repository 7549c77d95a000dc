package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The parameters of one layer.
 *
 * @param attentionNorm gain, (width)
 * @param qkv queries, keys and values in one matrix, (3 width, width)
 * @param attentionOut (width, width)
 * @param expertsNorm gain, (width)
 * @param experts the feed-forward networks per modality
 */
record LayerParameters(
        NDArray attentionNorm,
        NDArray qkv,
        NDArray attentionOut,
        NDArray expertsNorm,
        Map<Modality, ExpertGroup> experts) {

    ExpertGroup expert(Modality modality) {
        ExpertGroup expert = experts.get(modality);
        if (expert == null) {
            throw new IllegalStateException("this policy has no '" + modality.parameterName() + "' expert");
        }
        return expert;
    }
}
