package dev.millrace.models.qwen.image;

/**
 * The patches of one image.
 *
 * @param rows of patches; a multiple of the merge size
 * @param columns of patches; a multiple of the merge size
 * @param merge edge of the square of patches that becomes one token
 */
public record PatchGrid(int rows, int columns, int merge) {

    /** @throws IllegalArgumentException if the patches do not make up whole tokens */
    public PatchGrid {
        if (rows < 1 || columns < 1 || rows % merge != 0 || columns % merge != 0) {
            throw new IllegalArgumentException(
                    "a grid of " + rows + "x" + columns + " patches is not made of squares of " + merge);
        }
    }

    public int patches() {
        return rows * columns;
    }

    /** Rows of tokens. */
    public int tokenRows() {
        return rows / merge;
    }

    /** Columns of tokens. */
    public int tokenColumns() {
        return columns / merge;
    }

    /** Tokens of the language model that stand for the image. */
    public int tokens() {
        return tokenRows() * tokenColumns();
    }

    /**
     * The place of each patch in the order in which the tower has them: cells in raster order, within a cell its patches in
     * raster order.
     *
     * @return {@code row * columns + column} of each
     */
    public int[] order() {
        int[] places = new int[patches()];
        int next = 0;
        for (int cellRow = 0; cellRow < rows; cellRow += merge) {
            for (int cellColumn = 0; cellColumn < columns; cellColumn += merge) {
                for (int i = 0; i < merge * merge; i++) {
                    places[next++] = (cellRow + i / merge) * columns + cellColumn + i % merge;
                }
            }
        }
        return places;
    }
}
