package dev.millrace.models.mot.model;

import java.util.Arrays;

/**
 * Where sequences of unequal length stand in a padded rectangle: turns what is said of the rectangle into what is said of the
 * sequences, one after another without padding, and back.
 */
public final class RaggedRows {

    private final int cells;
    private final int[] begins;
    private final int[] lengths;

    /**
     * @param cells of the rectangle, rows times columns
     * @param begins the cell of each sequence's first value
     * @param lengths of the sequences
     */
    private RaggedRows(int cells, int[] begins, int[] lengths) {
        this.cells = cells;
        this.begins = begins;
        this.lengths = lengths;
    }

    /** Says a number of one sequence of a prompt. */
    @FunctionalInterface
    public interface OfSequence {
        int at(int prompt, int index);
    }

    /**
     * The sequences of groups by prompt.
     *
     * @param groups how many each prompt has
     * @param row the row of each
     * @param length the length of each
     */
    public static RaggedRows of(int rows, int columns, int[] groups, OfSequence row, OfSequence length) {
        int count = Arrays.stream(groups).sum();
        int[] begins = new int[count];
        int[] lengths = new int[count];
        int next = 0;
        for (int prompt = 0; prompt < groups.length; prompt++) {
            for (int index = 0; index < groups[prompt]; index++) {
                begins[next] = row.at(prompt, index) * columns;
                lengths[next++] = length.at(prompt, index);
            }
        }
        return new RaggedRows(rows * columns, begins, lengths);
    }

    /** The values of the sequences, one after another. */
    public float[] flat(float[] rectangle) {
        float[] flat = new float[Arrays.stream(lengths).sum()];
        int next = 0;
        for (int sequence = 0; sequence < begins.length; sequence++) {
            System.arraycopy(rectangle, begins[sequence], flat, next, lengths[sequence]);
            next += lengths[sequence];
        }
        return flat;
    }

    /** The rectangle, 0 at padding. */
    public float[] padded(float[] flat) {
        float[] rectangle = new float[cells];
        int next = 0;
        for (int sequence = 0; sequence < begins.length; sequence++) {
            System.arraycopy(flat, next, rectangle, begins[sequence], lengths[sequence]);
            next += lengths[sequence];
        }
        return rectangle;
    }
}
