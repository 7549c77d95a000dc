package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.qwen.image.ImageSize;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes, resized pixels to the bit, grids and normalised patches. */
final class ImageCheck implements Check {

    private static final double ALLOWED = 1e-6;

    @Override
    public List<CheckResult> run(VectorSet vectors) {
        List<CheckResult> results = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : vectors.root().path("images").properties()) {
            String name = entry.getKey();
            JsonNode wanted = entry.getValue();
            RgbImage image = vectors.image(wanted.path("file").asText());
            ImageSize size = PatchRows.seen(
                    new ImageSize(image.height(), image.width()),
                    vectors.config().vision(),
                    vectors.processing());
            results.add(CheckResult.equal(
                    "image " + name + ": size",
                    size,
                    new ImageSize(
                            wanted.path("resized_height").asInt(),
                            wanted.path("resized_width").asInt())));
            RgbImage resized = image.resized(size.width(), size.height());
            results.add(CheckResult.equal(
                    "image " + name + ": resized pixels",
                    Sha256.of(resized.toBytes()),
                    wanted.path("resized_pil_sha256_rgb").asText()));
            PatchRows patches =
                    PatchRows.of(resized.toPixels(), vectors.config().vision(), vectors.processing());
            results.add(CheckResult.equal(
                    "image " + name + ": grid",
                    List.of(
                            1,
                            patches.grid().rows(),
                            patches.grid().columns(),
                            patches.grid().tokens()),
                    List.of(
                            wanted.path("grid_thw").path(0).asInt(),
                            wanted.path("grid_thw").path(1).asInt(),
                            wanted.path("grid_thw").path(2).asInt(),
                            wanted.path("image_tokens").asInt())));
            String tensor = "image." + name + ".pixel_values";
            if (vectors.hasTensor(tensor)) {
                results.add(CheckResult.within(
                        "image " + name + ": patches",
                        VectorSet.difference(patches.toArray(), vectors.tensor(tensor)),
                        ALLOWED));
            }
        }
        return results;
    }
}
