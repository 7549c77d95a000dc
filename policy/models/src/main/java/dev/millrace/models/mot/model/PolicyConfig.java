package dev.millrace.models.mot.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The architecture of a policy: all that fixes the names and shapes of its parameters and the meaning of its inputs. Its
 * JSON may name the family beside it.
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
 * @param drawing what it draws; null for a policy that only answers. A policy that draws has a
 *     {@link Modality#GENERATIVE} expert, and only such a one
 * @param mixture several experts in the place of each one; null for one per modality
 */
@JsonIgnoreProperties("family")
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
        boolean tiedHead,
        @Nullable DrawingConfig drawing,
        @Nullable MixtureConfig mixture) {

    /** The family of these policies, as updates name it. */
    public static final String FAMILY = "mot";

    private static final int BASE_WIDTH = 128;
    private static final int BASE_HEAD = 32;
    private static final int BASE_HIDDEN = 344;

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
        if (distinct.contains(Modality.GENERATIVE) != (drawing != null)) {
            throw new IllegalArgumentException(
                    "a policy has a 'generative' expert if it has 'drawing', but experts are " + experts
                            + " and drawing is " + drawing);
        }
        if (drawing != null && drawing.latentSize() > width) {
            throw new IllegalArgumentException(
                    "drawing.latentSize " + drawing.latentSize() + " must not exceed the width " + width);
        }
        if (drawing != null && drawing.source() && drawing.latentTokens() != patches(imageSize, patchSize)) {
            throw new IllegalArgumentException("drawing.source needs as many latent tokens as an image has patches, "
                    + patches(imageSize, patchSize) + ", but there are " + drawing.latentTokens());
        }
        experts = List.copyOf(experts);
    }

    /** An architecture that only answers. */
    public static PolicyConfig answering(
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
            boolean tiedHead) {
        return new PolicyConfig(
                layers,
                width,
                heads,
                hidden,
                imageSize,
                patchSize,
                channels,
                vocabulary,
                maxPromptTokens,
                maxResponseTokens,
                List.of(Modality.REASONING),
                tiedHead,
                null,
                null);
    }

    /** The shape of the base policy that ships with the project: 1.5 million parameters for a vocabulary of 256. */
    public static PolicyConfig base(int vocabulary) {
        return base(vocabulary, BASE_WIDTH);
    }

    /**
     * The same in another width, to which heads and feed-forward layers are in the same proportion.
     *
     * @param width a multiple of 64
     */
    public static PolicyConfig base(int vocabulary, int width) {
        return answering(
                        4,
                        width,
                        width / BASE_HEAD,
                        BASE_HIDDEN * width / BASE_WIDTH,
                        32,
                        8,
                        3,
                        vocabulary,
                        28,
                        32,
                        false)
                .withDrawing(new DrawingConfig(16, 16, DrawingConfig.SHIPPED_AUTOENCODER));
    }

    /** This architecture with a drawing half. */
    public PolicyConfig withDrawing(DrawingConfig half) {
        return with(maxResponseTokens, List.of(Modality.REASONING, Modality.GENERATIVE), half, mixture);
    }

    /** This architecture with a mixture in the place of each expert. */
    public PolicyConfig withMixture(MixtureConfig several) {
        return with(maxResponseTokens, experts, drawing, several);
    }

    /** This architecture with responses of up to so many tokens; the parameters are the same. */
    public PolicyConfig withResponseTokens(int most) {
        return with(most, experts, drawing, mixture);
    }

    private PolicyConfig with(
            int responseTokens, List<Modality> others, @Nullable DrawingConfig half, @Nullable MixtureConfig several) {
        return new PolicyConfig(
                layers,
                width,
                heads,
                hidden,
                imageSize,
                patchSize,
                channels,
                vocabulary,
                maxPromptTokens,
                responseTokens,
                others,
                tiedHead,
                half,
                several);
    }

    /**
     * What this policy draws.
     *
     * @throws IllegalStateException if it does not draw
     */
    public DrawingConfig requireDrawing() {
        if (drawing == null) {
            throw new IllegalStateException("this policy only answers; drawing needs one that was trained to draw");
        }
        return drawing;
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
        return patches(imageSize, patchSize);
    }

    private static int patches(int imageSize, int patchSize) {
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
