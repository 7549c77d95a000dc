package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.qwen.config.MultimodalRotary;
import dev.millrace.models.qwen.layout.TokenPositions;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences side by side, all from the first column on; shorter ones are filled up at their end, where nothing that counts sees
 * them.
 */
final class TokenBatch {

    private final List<TokenRow> rows;
    private final int columns;

    /** @param rows at least one */
    TokenBatch(List<TokenRow> rows) {
        this.rows = List.copyOf(rows);
        this.columns = rows.stream().mapToInt(TokenRow::length).max().orElseThrow();
    }

    int columns() {
        return columns;
    }

    /** (rows, columns), filled up with 0. */
    NDArray ids(NDManager manager) {
        long[] ids = new long[rows.size() * columns];
        for (int row = 0; row < rows.size(); row++) {
            int[] tokens = rows.get(row).tokens().toArray();
            for (int i = 0; i < tokens.length; i++) {
                ids[row * columns + i] = tokens[i];
            }
        }
        return manager.create(ids, new Shape(rows.size(), columns));
    }

    Rotation rotation(NDManager manager, MultimodalRotary rotary) {
        List<TokenPositions> positions = new ArrayList<>();
        for (TokenRow row : rows) {
            positions.add(row.positions().followedBy(columns - row.length()));
        }
        return Rotation.of(manager, rotary, positions);
    }

    /** The images of all rows, with their places in the flattened batch, row by row. */
    ShownImages shown() {
        return ShownImages.of(rows, row -> (long) row * columns);
    }
}
