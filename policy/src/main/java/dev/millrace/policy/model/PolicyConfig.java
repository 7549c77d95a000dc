package dev.millrace.policy.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The architecture of a policy: all that fixes the names and shapes of its parameters and the meaning of its inputs.
 *
 * @param layers transformer layers
 * @param width size of a token's vector; a multiple of {@code heads}
 * @param heads attention heads; {@code width / heads} is even, as rotary positions turn pairs
 * @param hidden inner size of each feed-forward expert
 * @param imageSize edge of the square input image, in pixels; a multiple of {@code patchSize}
 * @param patchSize edge of one patch, in pixels; a patch becomes one token
 * @param channels values per pixel
 * @param vocabulary number of text tokens
 * @param maxPromptTokens most text tokens in a prompt; its image's patches are not counted
 * @param maxResponseTokens most tokens in a response, its end mark included
 * @param experts the feed-forward experts each layer has; {@link Modality#REASONING} always
 * @param tiedHead whether the output layer is the token embedding
 */
public record PolicyConfig(
        int layers,
        int width,
        int heads,
        int hidden,
        int imageSize,
        int patchSize,
        int channels,
        int vocabulary,
        int maxPromptTokens,
        int maxResponseTokens,
        List<Modality> experts,
        boolean tiedHead) {

    public PolicyConfig {
        requirePositive("layers", layers);
        requirePositive("width", width);
        requirePositive("heads", heads);
        requirePositive("hidden", hidden);
        requirePositive("imageSize", imageSize);
        requirePositive("patchSize", patchSize);
        requirePositive("channels", channels);
        requirePositive("vocabulary", vocabulary);
        requirePositive("maxPromptTokens", maxPromptTokens);
        requirePositive("maxResponseTokens", maxResponseTokens);
        if (width % heads != 0 || (width / heads) % 2 != 0) {
            throw new IllegalArgumentException(
                    "width " + width + " over " + heads + " heads must give an even head size");
        }
        if (imageSize % patchSize != 0) {
            throw new IllegalArgumentException("imageSize " + imageSize + " is no multiple of patchSize " + patchSize);
        }
        Set<Modality> distinct = EnumSet.noneOf(Modality.class);
        distinct.addAll(experts);
        if (distinct.size() != experts.size() || !distinct.contains(Modality.REASONING)) {
            throw new IllegalArgumentException("experts must be distinct and hold 'reasoning', but are " + experts);
        }
        experts = List.copyOf(experts);
    }

    /** The shape of the base policy that ships with the project: 0.9 million parameters for this vocabulary. */
    public static PolicyConfig base(int vocabulary) {
        return new PolicyConfig(4, 128, 4, 344, 32, 8, 3, vocabulary, 24, 32, List.of(Modality.REASONING), false);
    }

    private static void requirePositive(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " must be at least 1, but is " + value);
        }
    }

    /** Size of one head's vectors. */
    @JsonIgnore
    public int headSize() {
        return width / heads;
    }

    /** Tokens one image becomes. */
    @JsonIgnore
    public int patches() {
        return (imageSize / patchSize) * (imageSize / patchSize);
    }

    /** Values in one patch. */
    @JsonIgnore
    public int patchValues() {
        return patchSize * patchSize * channels;
    }

    /** Values in one image. */
    @JsonIgnore
    public int imageValues() {
        return imageSize * imageSize * channels;
    }
}
