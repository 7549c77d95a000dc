package dev.millrace.models.mot.model;

import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several prompts laid out as one rectangle: first the slots of the image patches (none if no prompt of the batch has an
 * image), then the text, padded on the right. A prompt without an image among others leaves its patch slots unseen.
 *
 * <p>Plain Java arrays; nothing native is held. Positions are those each prompt would have alone, so that the batch a
 * prompt stands in does not change its result.
 */
public final class PromptRows {

    /**
     * About the mean and the standard deviation of the values of drawn scenes. Images are mostly background: were that far
     * from zero, each update of the patch embedding would move all its outputs together, and reinforcement learning, whose
     * gradients are noisy, would wander.
     */
    static final float PIXEL_MEAN = 0.1f;

    static final float PIXEL_DEVIATION = 0.25f;

    private final PolicyConfig config;
    private final List<ModelPrompt> prompts;
    private final int imageSlots;
    private final int textSlots;
    private final float @Nullable [] source;

    /**
     * @throws IllegalArgumentException if there is no prompt, or one does not fit the architecture
     */
    public PromptRows(PolicyConfig config, List<ModelPrompt> prompts) {
        this(config, prompts, null);
    }

    /**
     * Prompts to draw by what their images show.
     *
     * @param source latents of the images, (P, latent tokens, values), anything where a prompt has none; null if nothing is drawn by
     *     them. Kept, and not to be changed
     * @throws IllegalArgumentException if there is no prompt, one does not fit the architecture, or the latents do not
     */
    public PromptRows(PolicyConfig config, List<ModelPrompt> prompts, float @Nullable [] source) {
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one prompt");
        }
        prompts.forEach(prompt -> PromptEncoder.requireFits(prompt, config));
        if (source != null
                && source.length != prompts.size() * config.requireDrawing().latentValues()) {
            throw new IllegalArgumentException(
                    source.length + " values are no latents of " + prompts.size() + " images");
        }
        this.config = config;
        this.source = source;
        this.prompts = List.copyOf(prompts);
        this.imageSlots = prompts.stream().anyMatch(prompt -> prompt.image().isPresent()) ? config.patches() : 0;
        this.textSlots = prompts.stream()
                .mapToInt(prompt -> prompt.text().length())
                .max()
                .orElse(0);
    }

    /** Number of prompts, P. */
    public int size() {
        return prompts.size();
    }

    /** Tokens per row with padding, Tp. */
    public int length() {
        return imageSlots + textSlots;
    }

    int imageSlots() {
        return imageSlots;
    }

    int textSlots() {
        return textSlots;
    }

    /** Tokens a prompt really has: where the positions of its response begin. */
    int trueLength(int row) {
        return imageTokens(row) + prompts.get(row).text().length();
    }

    private int imageTokens(int row) {
        return prompts.get(row).image().isPresent() ? config.patches() : 0;
    }

    /** Text ids, (P, text slots). */
    long[] textIds() {
        long[] ids = new long[size() * textSlots];
        for (int row = 0; row < size(); row++) {
            Tokens text = prompts.get(row).text();
            for (int i = 0; i < text.length(); i++) {
                ids[row * textSlots + i] = text.at(i);
            }
        }
        return ids;
    }

    /** Latents of the images, (P, latent tokens, values); null if nothing is drawn by them. */
    public float @Nullable [] source() {
        return source;
    }

    /** 1 for a prompt with an image, 0 for one without, (P). */
    public float[] withImage() {
        float[] values = new float[size()];
        for (int row = 0; row < size(); row++) {
            values[row] = prompts.get(row).image().isPresent() ? 1 : 0;
        }
        return values;
    }

    /** Patches in reading order, values with the mean removed and scaled, (P, patches, values per patch). */
    float[] patches() {
        float[] values = new float[size() * config.imageValues()];
        for (int row = 0; row < size(); row++) {
            int offset = row * config.imageValues();
            prompts.get(row).image().ifPresent(image -> cut(image, values, offset));
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - PIXEL_MEAN) / PIXEL_DEVIATION;
        }
        return values;
    }

    private void cut(Pixels image, float[] destination, int offset) {
        int edge = config.patchSize();
        int run = edge * config.channels();
        int next = offset;
        for (int top = 0; top < config.imageSize(); top += edge) {
            for (int left = 0; left < config.imageSize(); left += edge) {
                for (int row = top; row < top + edge; row++) {
                    image.copyRow(row, left, run, destination, next);
                    next += run;
                }
            }
        }
    }

    /** Rotary positions, (P, Tp). */
    int[] positions() {
        int[] positions = new int[size() * length()];
        for (int row = 0; row < size(); row++) {
            int textOffset = imageTokens(row) - imageSlots;
            for (int slot = 0; slot < length(); slot++) {
                positions[row * length() + slot] = slot < imageSlots ? slot : slot + textOffset;
            }
        }
        return positions;
    }

    /** Whether a slot holds a token of this prompt. */
    boolean isToken(int row, int slot) {
        return slot < imageSlots
                ? prompts.get(row).image().isPresent()
                : slot - imageSlots < prompts.get(row).text().length();
    }

    /** Whether a query slot sees a key slot: all of the image within the image, all before it for text. */
    boolean sees(int row, int query, int key) {
        return isToken(row, key) && (key < imageSlots || key <= query);
    }
}
