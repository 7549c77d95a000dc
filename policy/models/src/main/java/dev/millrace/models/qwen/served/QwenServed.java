package dev.millrace.models.qwen.served;

import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.models.views.PerturbedViews;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The same images, and the same views of them, as the engine in this process looks at, but for rounding to 8 bits. */
public final class QwenServed implements ServedForm {

    private final QwenImages images;
    private final int[] unspoken;

    /** @param unspoken ids that no answer has, such as places of images, in ascending order */
    public QwenServed(QwenImages images, int[] unspoken) {
        this.images = images;
        this.unspoken = unspoken.clone();
    }

    private interface View {
        Pixels of(Pixels image, int place);
    }

    @Override
    public List<EncodedImage> images(PolicyInput input) {
        return seen(input, (pixels, place) -> pixels);
    }

    @Override
    public List<EncodedImage> strong(PolicyInput input, ViewSettings views, long seed) {
        return seen(
                input,
                (pixels, place) ->
                        PerturbedViews.strong(pixels, images.patchSize(), views.maskProbability(), seed + place));
    }

    @Override
    public List<EncodedImage> weak(PolicyInput input, ViewSettings views, long seed) {
        PerturbedViews perturbed = PerturbedViews.of(views);
        return seen(input, (pixels, place) -> perturbed.weak(pixels, seed + place));
    }

    private List<EncodedImage> seen(PolicyInput input, View view) {
        return IntStream.range(0, input.images().size())
                .mapToObj(place -> view.of(images.pixels(input.images().get(place)), place))
                .map(pixels -> PngCodec.encode(RgbImage.of(pixels)))
                .toList();
    }

    @Override
    public long viewSeed(long groupSeed) {
        return PerturbedViews.seed(groupSeed);
    }

    @Override
    public Tokens unexpanded(PolicyInput input) {
        int[] all = input.tokens().toArray();
        int[] kept = new int[all.length];
        int length = 0;
        int at = 0;
        for (ImageRun run : input.runs()) {
            int through = run.position() + 1; // the first of its places stays
            System.arraycopy(all, at, kept, length, through - at);
            length += through - at;
            at = run.position() + run.length();
        }
        System.arraycopy(all, at, kept, length, all.length - at);
        return Tokens.copyOf(kept, length + all.length - at);
    }

    @Override
    public boolean maySay(int id) {
        return Arrays.binarySearch(unspoken, id) < 0;
    }
}
