package dev.millrace.models.qwen.verify;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the files of a checkpoint say: how images are made ready, which parameters there are, and how they are spelled. */
final class LayoutCheck implements Check {

    private static final String PUBLISHED = "checkpoint-hub-bf16";
    private static final double ALLOWED = 1e-7;

    @Override
    public void run(VectorSet vectors, Results results) {
        results.attempt(
                "family",
                () -> results.equal("family", vectors.config().generation().modelType(), vectors.at("family")));
        results.attempt("preprocessor", () -> preprocessor(vectors, results));
        if (vectors.at("parameters").exists()) {
            results.attempt(
                    "parameters", () -> results.equal("parameters", parameters(vectors), vectors.at("parameters")));
        }
        if (vectors.at("hub_names").exists()) {
            results.attempt(
                    "names of " + PUBLISHED,
                    () -> results.equal("names of " + PUBLISHED, published(vectors), vectors.at("hub_names")));
        }
    }

    private static void preprocessor(VectorSet vectors, Results results) {
        VectorNode said = vectors.at("preprocessor");
        ImageProcessing own = vectors.processing();
        // Older ones say pixels; newer ones say edges, and mean pixels.
        boolean pixels = said.at("min_pixels").exists();
        results.equal(
                "least pixels",
                own.minPixels(),
                pixels ? said.at("min_pixels") : said.at("size").at("shortest_edge"));
        results.equal(
                "most pixels",
                own.maxPixels(),
                pixels ? said.at("max_pixels") : said.at("size").at("longest_edge"));
        Map<String, Integer> sizes = Map.of(
                "patch_size", vectors.config().vision().patchSize(),
                "temporal_patch_size", vectors.config().vision().temporalPatchSize(),
                "merge_size", vectors.config().vision().mergeSize());
        new TreeMap<>(sizes).forEach((key, size) -> results.equal(key, size, said.at(key)));
        results.near("image_mean", channels(own.mean()), said.at("image_mean"), ALLOWED);
        results.near("image_std", channels(own.std()), said.at("image_std"), ALLOWED);
    }

    private static float[] channels(ImageProcessing.Channels channels) {
        return new float[] {channels.red(), channels.green(), channels.blue()};
    }

    private static Map<String, List<Integer>> parameters(VectorSet vectors) {
        Map<String, List<Integer>> shapes = new TreeMap<>();
        for (ParameterSpec spec :
                ParameterLayout.of(vectors.config(), vectors.files().isTied())) {
            shapes.put(
                    spec.name(),
                    Arrays.stream(spec.shape().toArray())
                            .mapToObj(Math::toIntExact)
                            .toList());
        }
        return shapes;
    }

    /** Our names of what the files hold, as they are published. */
    private static List<String> published(VectorSet vectors) {
        ModelSource checkpoint = vectors.checkpoint(PUBLISHED);
        QwenConfig config = QwenConfigReader.read(checkpoint);
        return QwenFiles.of(checkpoint, config).sources().keySet().stream()
                .map(name -> TensorNames.published(name, config.generation()))
                .sorted()
                .toList();
    }
}
