package dev.millrace.models.mot.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a token is, and so which feed-forward expert serves it (LVRPO 3.3; hard routing as in Mixture-of-Transformers).
 * Attention is shared by all.
 */
public enum Modality {
    /** Text, and the tokens of an image that is to be understood. */
    REASONING("reasoning"),
    /** The noisy tokens of an image that is being drawn. */
    GENERATIVE("generative");

    private final String parameterName;

    Modality(String parameterName) {
        this.parameterName = parameterName;
    }

    /** How parameters and configuration files call it. */
    @JsonValue
    public String parameterName() {
        return parameterName;
    }

    /** The modality of this parameter name. */
    @JsonCreator
    public static Modality named(String name) {
        for (Modality modality : values()) {
            if (modality.parameterName.equals(name)) {
                return modality;
            }
        }
        throw new IllegalArgumentException("unknown expert '" + name + "'; known are reasoning and generative");
    }
}
