package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.layout.InterpolatedPositions;
import dev.millrace.models.qwen.layout.TokenPositions;
import dev.millrace.models.qwen.layout.VisionWindows;
import dev.millrace.models.qwen.model.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Positions of tokens on three axes, those of patches, and windows of the tower. */
final class PositionCheck implements Check {

    private static final double WEIGHTS = 1e-5;

    @Override
    public void run(VectorSet vectors, Results results) {
        for (String name : vectors.sequences()) {
            results.attempt(name + ": positions", () -> sequence(vectors, name, results));
        }
        for (String name : vectors.at("vision").keys()) {
            results.attempt(name + ": positions of patches", () -> patches(vectors, name, results));
        }
        for (String name : vectors.at("greedy_positions_of_new_tokens").keys()) {
            results.attempt(name + ": positions of new tokens", () -> newTokens(vectors, name, results));
        }
    }

    private static void sequence(VectorSet vectors, String name, Results results) {
        TokenPositions positions = vectors.prompt(name).positions().followedBy(vectors.responseIds(name).length);
        results.equal(
                name + ": positions",
                List.of(positions.axis(0), positions.axis(1), positions.axis(2)),
                vectors.sequence(name).at("position_ids"));
        results.equal(
                name + ": delta", positions.delta(), vectors.sequence(name).at("rope_delta"));
    }

    private static void newTokens(VectorSet vectors, String name, Results results) {
        VectorNode wanted = vectors.at("greedy_positions_of_new_tokens", name);
        TokenRow prompt = vectors.prompt(name);
        TokenPositions positions = prompt.positions().followedBy(wanted.size());
        List<int[]> own = new ArrayList<>();
        for (int i = prompt.length(); i < positions.length(); i++) {
            own.add(new int[] {
                positions.axis(0)[i], positions.axis(1)[i], positions.axis(2)[i]
            });
        }
        results.equal(name + ": positions of new tokens", own, wanted);
    }

    private static void patches(VectorSet vectors, String name, Results results) {
        VectorNode wanted = vectors.at("vision", name);
        List<String> images = wanted.at("images").exists() ? wanted.at("images").texts() : vectors.imagesOf(name);
        List<PatchGrid> grids = vectors.grids(images);
        int cell = vectors.config().vision().patchesPerCell();
        if (wanted.at("grid_thw").exists()) {
            results.equal(
                    name + ": grids",
                    grids.stream()
                            .map(grid -> List.of(1, grid.rows(), grid.columns()))
                            .toList(),
                    wanted.at("grid_thw"));
        }
        if (wanted.at("rope_hw_first_12").exists()) {
            results.equal(
                    name + ": rows and columns of the first patches",
                    grids.stream()
                            .flatMap(grid -> Arrays.stream(grid.order())
                                    .mapToObj(place -> List.of(place / grid.columns(), place % grid.columns())))
                            .limit(wanted.at("rope_hw_first_12").size())
                            .toList(),
                    wanted.at("rope_hw_first_12"));
        }
        if (wanted.at("cu_seqlens").exists()) {
            results.equal(
                    name + ": ends of images",
                    ends(grids.stream().mapToInt(PatchGrid::patches)),
                    wanted.at("cu_seqlens"));
        }
        if (wanted.at("window_index").exists()) {
            VisionWindows windows =
                    VisionWindows.of(grids, vectors.config().vision().windowCells());
            results.equal(name + ": windows", windows.order(), wanted.at("window_index"));
            results.equal(
                    name + ": ends of windows",
                    ends(Arrays.stream(windows.lengths()).map(cells -> cells * cell)),
                    wanted.at("cu_window_seqlens"));
        }
        if (wanted.at("pos_interp_indices_first_8").exists()) {
            interpolated(vectors, name, grids, wanted, results);
        }
    }

    /** Where each piece begins, and where the last one ends. */
    private static int[] ends(IntStream lengths) {
        int[] each = lengths.toArray();
        int[] ends = new int[each.length + 1];
        for (int i = 0; i < each.length; i++) {
            ends[i + 1] = ends[i] + each[i];
        }
        return ends;
    }

    /**
     * For each patch, how much of which row of the table. Rows are compared by what they weigh together: where a place falls on a
     * row, rounding decides whether this is the first of two or the second, and the other has the weight 0 then.
     */
    private static void interpolated(
            VectorSet vectors, String name, List<PatchGrid> grids, VectorNode wanted, Results results) {
        int edge = vectors.config().vision().positions();
        InterpolatedPositions own = InterpolatedPositions.of(grids, edge);
        VectorNode indices = wanted.at("pos_interp_indices_first_8");
        VectorNode weights = wanted.at("pos_interp_weights_first_8");
        float[] rows = indices.floats();
        long[] said = new long[rows.length];
        for (int i = 0; i < said.length; i++) {
            said[i] = (long) rows[i];
        }
        int patches = indices.size();
        float[] ours = table(own.rows(), own.weights(), patches, edge * edge);
        float[] theirs = table(said, weights.floats(), patches, edge * edge);
        results.add(CheckResult.within(
                name + ": places in the table of positions",
                Differences.greatest(ours, theirs),
                WEIGHTS,
                indices.place(),
                weights.place()));
    }

    private static float[] table(long[] rows, float[] weights, int patches, int width) {
        float[] table = new float[patches * width];
        for (int i = 0; i < patches * InterpolatedPositions.CORNERS; i++) {
            table[i / InterpolatedPositions.CORNERS * width + (int) rows[i]] += weights[i];
        }
        return table;
    }
}
