package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.layout.VisionWindows;
import dev.millrace.models.qwen.model.ForwardPass;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import java.util.List;

/** The tower, stage by stage: patches, places, blocks, merged tokens and what goes into the layers of the language model. */
final class VisionCheck implements Check {

    private static final double ALLOWED = 1e-5;

    @Override
    public void run(VectorSet vectors, Results results) {
        try (LoadedModel model = LoadedModel.plain(vectors, VectorSet.MAIN)) {
            for (String name : vectors.sequences()) {
                if (!vectors.imagesOf(name).isEmpty()) {
                    results.attempt(name + ": vision", () -> tower(vectors, name, model.network(), results));
                }
            }
        }
    }

    private static void tower(VectorSet vectors, String name, QwenNetwork network, Results results) {
        Stages stages = new Stages();
        String tensors = "vision." + name + ".";
        String what = name + ": vision ";
        TokenRow prompt = vectors.prompt(name);
        try (NoGradScope scope = NoGradScope.open()) {
            List<NDArray> seen = new ForwardPass(network, stages).seen(scope.manager(), prompt);
            results.nearIfThere(what + "patches", stages.patches(), vectors.tensor(tensors + "patch_embed"), ALLOWED);
            results.nearIfThere(what + "places", stages.places(), vectors.tensor(tensors + "pos_embed"), ALLOWED);
            blocks(vectors, name, stages, results);
            results.near(what + "merged", seen.get(0).toFloatArray(), vectors.tensor(tensors + "merged"), ALLOWED);
            for (int i = 1; i < seen.size(); i++) {
                results.near(
                        what + "deepstack " + (i - 1),
                        seen.get(i).toFloatArray(),
                        vectors.tensor(tensors + "deepstack" + (i - 1)),
                        ALLOWED);
            }
        }
    }

    private static void blocks(VectorSet vectors, String name, Stages stages, Results results) {
        VectorNode wanted = vectors.at("vision", name);
        results.nearIfThere(
                name + ": vision blocks, mean amounts",
                Stages.means(stages.blocks()),
                wanted.at("block_abs_mean"),
                ALLOWED);
        VectorNode starts = wanted.at("block_first_row_first_4");
        if (starts.exists()) {
            int first = firstRow(vectors, name) * vectors.config().vision().hidden();
            results.near(
                    name + ": vision blocks, first values", Stages.parts(stages.blocks(), first, 4), starts, ALLOWED);
        }
    }

    /** Where the tower has the first patch of the vectors' order, that of windows in raster order. */
    private static int firstRow(VectorSet vectors, String name) {
        VisionConfig vision = vectors.config().vision();
        if (vision.windowCells() == 0) {
            return 0;
        }
        List<PatchGrid> grids = vectors.grids(vectors.imagesOf(name));
        int cell = VisionWindows.of(grids, vision.windowCells()).order()[0];
        return VisionWindows.bySize(grids, vision.windowCells()).inverse()[cell] * vision.patchesPerCell();
    }
}
