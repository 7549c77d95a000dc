package dev.millrace.models.qwen.config;

import java.util.Optional;

/** The two architectures of the family, by {@code model_type}. */
public enum QwenGeneration {
    QWEN2_5_VL("qwen2_5_vl", 14),
    QWEN3_VL("qwen3_vl", 16);

    private final String modelType;
    private final int patchSize;

    QwenGeneration(String modelType, int patchSize) {
        this.modelType = modelType;
        this.patchSize = patchSize;
    }

    /** As it stands in {@code config.json}. */
    public String modelType() {
        return modelType;
    }

    /** What transformers calls the class of such a model. */
    public String className() {
        return this == QWEN2_5_VL ? "Qwen2_5_VLForConditionalGeneration" : "Qwen3VLForConditionalGeneration";
    }

    /** Edge of a patch where the configuration does not say it, in pixels. */
    int patchSize() {
        return patchSize;
    }

    /** The one of this {@code model_type}; empty where it is of another family. */
    public static Optional<QwenGeneration> of(String modelType) {
        for (QwenGeneration generation : values()) {
            if (generation.modelType.equals(modelType)) {
                return Optional.of(generation);
            }
        }
        return Optional.empty();
    }
}
