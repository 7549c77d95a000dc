package dev.millrace.models.qwen.model;

import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.image.Pixels;
import java.util.ArrayList;
import java.util.List;

/** Inputs as the network reads them, and views of their images. Safe for all threads. */
public final class QwenPrompts {

    private final QwenImages images;
    private final int merge;

    /** @param merge edge of the square of patches that becomes one token */
    public QwenPrompts(QwenImages images, int merge) {
        this.images = images;
        this.merge = merge;
    }

    /** @throws IllegalArgumentException if an image cannot be read, or has another grid than the input says */
    public TokenRow prompt(PolicyInput input) {
        return prompt(input, (pixels, place) -> pixels);
    }

    /** With black patches in all its images; those of an image are fixed by the seed and its place. */
    public TokenRow strong(PolicyInput input, double probability, long seed) {
        return prompt(
                input, (pixels, place) -> PerturbedViews.strong(pixels, images.patchSize(), probability, seed + place));
    }

    /** With noise on all its images. */
    public TokenRow weak(PolicyInput input, PerturbedViews views, long seed) {
        return prompt(input, (pixels, place) -> views.weak(pixels, seed + place));
    }

    private interface View {
        Pixels of(Pixels image, int place);
    }

    private TokenRow prompt(PolicyInput input, View view) {
        List<PatchRows> rows = new ArrayList<>();
        List<Integer> begins = new ArrayList<>();
        for (int i = 0; i < input.images().size(); i++) {
            PatchRows patches =
                    images.patches(view.of(images.pixels(input.images().get(i)), i));
            ImageRun run = input.runs().get(i);
            PatchGrid said = new PatchGrid(run.rows(), run.columns(), merge);
            if (!patches.grid().equals(said)) {
                throw new IllegalArgumentException(
                        "image " + input.images().get(i).digest() + " has " + patches.grid()
                                + " here, but the prompt was written for " + said);
            }
            rows.add(patches);
            begins.add(run.position());
        }
        return new TokenRow(input.tokens(), begins, rows);
    }
}
