package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.layout.TokenPositions;
import dev.millrace.models.qwen.layout.VisionWindows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Positions of tokens on three axes, and windows of the tower. */
final class PositionCheck implements Check {

    @Override
    public List<CheckResult> run(VectorSet vectors) {
        List<CheckResult> results = new ArrayList<>();
        for (String name : vectors.sequences()) {
            JsonNode sequence = vectors.sequence(name);
            List<PatchGrid> grids = vectors.grids(vectors.imagesOf(name));
            TokenPositions positions = positions(vectors, name);
            results.add(CheckResult.equal(
                    "sequence " + name + ": positions", lists(positions), lists(sequence.path("position_ids"))));
            results.add(CheckResult.equal(
                    "sequence " + name + ": delta",
                    positions.delta(),
                    sequence.path("rope_delta").asInt()));
            JsonNode windows = vectors.root().path("vision").path(name).path("window_index");
            if (windows.isArray()) {
                VisionWindows own =
                        VisionWindows.of(grids, vectors.config().vision().windowCells());
                results.add(CheckResult.equal(
                        "sequence " + name + ": windows",
                        Arrays.toString(own.order()),
                        Arrays.toString(VectorSet.ints(windows))));
            }
        }
        return results;
    }

    /** Positions of a sequence's prompt and response. */
    static TokenPositions positions(VectorSet vectors, String name) {
        JsonNode sequence = vectors.sequence(name);
        int[] prompt = VectorSet.ints(sequence.path("prompt_ids"));
        List<PatchGrid> grids = vectors.grids(vectors.imagesOf(name));
        return TokenPositions.of(prompt.length, runs(prompt, vectors.config().imageToken(), grids), grids)
                .followedBy(sequence.path("response_ids").size());
    }

    /** Where the images' tokens begin in a prompt of the vectors. */
    static List<Integer> runs(int[] prompt, int imageToken, List<PatchGrid> grids) {
        List<Integer> runs = new ArrayList<>();
        int at = 0;
        for (PatchGrid grid : grids) {
            while (prompt[at] != imageToken) {
                at++;
            }
            runs.add(at);
            at += grid.tokens();
        }
        return runs;
    }

    private static List<String> lists(TokenPositions positions) {
        return List.of(
                Arrays.toString(positions.axis(0)),
                Arrays.toString(positions.axis(1)),
                Arrays.toString(positions.axis(2)));
    }

    private static List<String> lists(JsonNode axes) {
        List<String> lists = new ArrayList<>();
        axes.forEach(axis -> lists.add(Arrays.toString(VectorSet.ints(axis))));
        return lists;
    }
}
