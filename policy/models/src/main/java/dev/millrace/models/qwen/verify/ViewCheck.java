package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** Another view of an image behind the same answer: log-probabilities, and divergences over the whole vocabulary, both ways. */
final class ViewCheck implements Check {

    private static final String MASKED_CELLS = "masked_merged_cells";
    private static final String BLANK = "blank";

    @Override
    public void run(VectorSet vectors, Results results) {
        VectorNode all = vectors.at("views");
        if (!all.exists()) {
            results.skipped("views", "the vectors have none");
            return;
        }
        String image = all.at("image").text();
        results.equal("views: patch", vectors.config().vision().patchSize(), all.at("patch"));
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            AnswerLosses losses = AnswerLosses.frozen(model.network());
            for (String view : all.at("views").keys()) {
                results.attempt("view " + view, () -> {
                    VectorNode wanted = all.at("views").at(view);
                    String sequence = sequence(vectors, image, wanted.at("kl").size());
                    compare(vectors, sequence, picture(vectors, image, view), view, losses, results);
                });
            }
        }
    }

    /** The views do not say which sequence they are of: one that shows the image, and has as long a response. */
    private static String sequence(VectorSet vectors, String image, int length) {
        return vectors.sequences().stream()
                .filter(name -> vectors.imagesOf(name).contains(image) && vectors.responseIds(name).length == length)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no sequence shows image " + image + " and has a response of " + length + " tokens"));
    }

    private static RgbImage picture(VectorSet vectors, String image, String view) {
        String file = "images/" + image + ".view-" + view + ".png";
        return vectors.hasFile(file) ? vectors.image(file) : masked(vectors, vectors.resized(image), view);
    }

    private static RgbImage masked(VectorSet vectors, RgbImage image, String view) {
        VectorNode views = vectors.at("views");
        int edge = vectors.config().vision().patchSize();
        VectorNode grid = views.at(view.equals(MASKED_CELLS) ? "mask_merged_cells_as_patches" : "mask_patches");
        List<int[]> masks = grid.lists();
        byte[] rgb = image.toBytes();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (view.equals(BLANK) || masks.get(y / edge)[x / edge] == 1) {
                    int at = (y * image.width() + x) * 3;
                    rgb[at] = 0;
                    rgb[at + 1] = 0;
                    rgb[at + 2] = 0;
                }
            }
        }
        return RgbImage.of(image.width(), image.height(), rgb);
    }

    private static void compare(
            VectorSet vectors, String name, RgbImage seen, String view, AnswerLosses losses, Results results) {
        VectorNode wanted = vectors.at("views", "views", view);
        String what = "view " + view + " of " + name + ": ";
        results.equal(what + "pixels", Sha256.of(seen.toBytes()), wanted.at("sha256_rgb"));
        List<AnsweredRow> clean = List.of(vectors.answered(name));
        List<AnsweredRow> other = List.of(vectors.answered(name, showing(vectors, name, seen)));
        divergence(what + "KL", losses.divergences(clean, other, 1), wanted.at("kl"), results);
        if (wanted.at("reverse_kl").exists()) {
            divergence(what + "reverse KL", losses.divergences(other, clean, 1), wanted.at("reverse_kl"), results);
        }
        float[] logProbs = losses.logProbs(other, 1);
        results.nearIfThere(what + "log-probabilities", logProbs, wanted.at("logprobs_t1"), Tolerance.LOG_PROBS);
        if (wanted.at("k3").exists()) {
            estimates(what + "KL of the sampled tokens", losses.logProbs(clean, 1), logProbs, wanted.at("k3"), results);
        }
    }

    private static void divergence(String name, float[] own, VectorNode wanted, Results results) {
        double[] allowed = new double[own.length];
        float[] theirs = wanted.floats();
        for (int i = 0; i < Math.min(own.length, theirs.length); i++) {
            allowed[i] = Tolerance.RELATIVE * Math.abs(theirs[i]) + Tolerance.DIVERGENCE;
        }
        results.nearEach(name, own, wanted, allowed, "1e-4 of each and 1e-6");
    }

    /** The estimate k3 of each sampled token: r - log r - 1. It may differ by what its log-probabilities may, beside a KL's. */
    private static void estimates(String name, float[] clean, float[] other, VectorNode wanted, Results results) {
        float[] own = new float[clean.length];
        double[] allowed = new double[clean.length];
        for (int i = 0; i < own.length; i++) {
            double logRatio = (double) other[i] - clean[i];
            double slope = Math.expm1(logRatio);
            own[i] = (float) (slope - logRatio);
            allowed[i] = Tolerance.RELATIVE * own[i] + Tolerance.DIVERGENCE + Tolerance.LOG_PROBS * Math.abs(slope);
        }
        results.nearEach(
                name, own, wanted, allowed, "1e-4 of each and 1e-6, and what 5e-5 of a log-probability makes of it");
    }

    /** A sequence's prompt, with a picture in place of the image that the views are of. */
    private static TokenRow showing(VectorSet vectors, String name, RgbImage seen) {
        TokenRow prompt = vectors.prompt(name);
        int at = vectors.imagesOf(name).indexOf(vectors.at("views", "image").text());
        var images = new ArrayList<>(prompt.images());
        images.set(at, vectors.patches(seen));
        return new TokenRow(prompt.tokens(), prompt.runs(), images);
    }
}
