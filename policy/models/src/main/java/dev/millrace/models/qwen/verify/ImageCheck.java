package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.models.qwen.image.ImageSize;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/** Sizes, resized pixels to the bit, grids and normalised patches. */
final class ImageCheck implements Check {

    private static final double ALLOWED = 1e-6;

    @Override
    public void run(VectorSet vectors, Results results) {
        for (String name : vectors.at("images").keys()) {
            results.attempt("image " + name, () -> image(vectors, name, results));
        }
    }

    private static void image(VectorSet vectors, String name, Results results) {
        VectorNode wanted = vectors.at("images", name);
        String what = "image " + name + ": ";
        VisionConfig vision = vectors.config().vision();
        RgbImage image = vectors.image(wanted.at("file").text());
        results.equal(what + "height", image.height(), wanted.at("height"));
        results.equal(what + "width", image.width(), wanted.at("width"));
        ImageSize size = PatchRows.seen(new ImageSize(image.height(), image.width()), vision, vectors.processing());
        results.equal(what + "resized height", size.height(), wanted.at("resized_height"));
        results.equal(what + "resized width", size.width(), wanted.at("resized_width"));
        RgbImage resized = image.resized(size.width(), size.height());
        results.equal(what + "resized pixels", Sha256.of(resized.toBytes()), wanted.at("resized_pil_sha256_rgb"));
        PatchRows patches = vectors.patches(resized);
        results.equal(
                what + "grid", List.of(1, patches.grid().rows(), patches.grid().columns()), wanted.at("grid_thw"));
        results.equal(what + "tokens", patches.grid().tokens(), wanted.at("image_tokens"));
        results.nearIfThere(
                what + "patches", patches.toArray(), vectors.tensor("image." + name + ".pixel_values"), ALLOWED);
        otherResize(what, patches.toArray(), vision, wanted, results);
    }

    /**
     * Some values and sums are of torchvision's resize, not of Pillow's. How many pixels these two differ in, and by how much, the
     * vectors say themselves; so much ours may differ too.
     */
    private static void otherResize(
            String what, float[] values, VisionConfig vision, VectorNode wanted, Results results) {
        double level = wanted.at("pil_backend_max_abs_difference").exists()
                ? wanted.at("pil_backend_max_abs_difference").number()
                : 0;
        VectorNode other = wanted.at("torchvision_vs_pil").at("values_different");
        double pixels = (other.exists() ? other.number() : 0) * vision.temporalPatchSize();
        double sum = 0;
        double absolute = 0;
        for (float value : values) {
            sum += value;
            absolute += Math.abs(value);
        }
        double ofSums = ALLOWED * values.length + pixels * level;
        String of = " (of torchvision's pixels)";
        number(what + "sum of patches" + of, sum, wanted.at("pixel_values_sum"), ofSums, results);
        number(what + "sum of amounts" + of, absolute, wanted.at("pixel_values_abs_sum"), ofSums, results);
        double ofEach = ALLOWED + level;
        int row = vision.patchValues();
        int frame = vision.patchSize() * vision.patchSize();
        results.nearIfThere(what + "first values" + of, part(values, 0, 8), wanted.at("first_8_of_row_0"), ofEach);
        results.nearIfThere(
                what + "channels and frames" + of,
                starts(values, row / frame, frame),
                wanted.at("first_4_of_each_channel_and_time_of_row_0"),
                ofEach);
        results.nearIfThere(what + "second row" + of, part(values, row, 4), wanted.at("first_4_of_row_1"), ofEach);
        results.nearIfThere(what + "third row" + of, part(values, 2 * row, 4), wanted.at("first_4_of_row_2"), ofEach);
        results.nearIfThere(
                what + "last values" + of, part(values, values.length - 4, 4), wanted.at("last_4_of_last_row"), ofEach);
    }

    private static void number(String name, double got, VectorNode wanted, double allowed, Results results) {
        if (wanted.exists()) {
            results.near(name, got, wanted, allowed);
        }
    }

    private static float[] part(float[] values, int from, int count) {
        return Arrays.copyOfRange(values, from, from + count);
    }

    private static float[] starts(float[] values, int count, int apart) {
        float[] starts = new float[4 * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(values, i * apart, starts, 4 * i, 4);
        }
        return starts;
    }
}
