package dev.millrace.models.qwen.layout;

import dev.millrace.models.qwen.image.PatchGrid;
import java.util.Arrays;
import java.util.List;

/**
 * Positions of a sequence's tokens on the three axes time, height and width. Text counts up on all three; an image at position p
 * has time p, height p + row and width p + column, and the text behind it goes on at p + max(rows, columns). Immutable.
 */
public final class TokenPositions {

    private static final int AXES = 3;

    private final int[][] byAxis;
    private final int delta;

    private TokenPositions(int[][] byAxis, int delta) {
        this.byAxis = byAxis;
        this.delta = delta;
    }

    /**
     * Positions of an unpadded sequence.
     *
     * @param length number of tokens
     * @param runs where the tokens of the images begin, in order; each has as many as its grid
     * @param grids of the images
     * @throws IllegalArgumentException if a run overlaps another or does not lie within the sequence
     */
    public static TokenPositions of(int length, List<Integer> runs, List<PatchGrid> grids) {
        if (runs.size() != grids.size()) {
            throw new IllegalArgumentException(runs.size() + " runs of image tokens, but " + grids.size() + " images");
        }
        int[][] byAxis = new int[AXES][length];
        int next = 0;
        int at = 0;
        int greatest = -1;
        for (int image = 0; image <= runs.size(); image++) {
            int run = image < runs.size() ? runs.get(image) : length;
            if (run < at || run > length) {
                throw new IllegalArgumentException("image " + image + " begins at " + run + ", behind place " + at
                        + " of a sequence of " + length);
            }
            for (; at < run; at++) {
                byAxis[0][at] = next;
                byAxis[1][at] = next;
                byAxis[2][at] = next;
                greatest = next++;
            }
            if (image < runs.size()) {
                PatchGrid grid = grids.get(image);
                if (grid.tokens() > length - at) {
                    throw new IllegalArgumentException("image " + image + " has " + grid.tokens()
                            + " tokens from place " + at + " of a sequence of " + length);
                }
                for (int token = 0; token < grid.tokens(); token++, at++) {
                    byAxis[0][at] = next;
                    byAxis[1][at] = next + token / grid.tokenColumns();
                    byAxis[2][at] = next + token % grid.tokenColumns();
                }
                next += Math.max(grid.tokenRows(), grid.tokenColumns());
                greatest = next - 1;
            }
        }
        return new TokenPositions(byAxis, greatest + 1 - length);
    }

    /** Number of tokens. */
    public int length() {
        return byAxis[0].length;
    }

    /** A copy of the positions on an axis: 0 time, 1 height, 2 width. */
    public int[] axis(int axis) {
        return byAxis[axis].clone();
    }

    /**
     * What is added to the index of a token that is generated behind these to get its position, the same on all axes. It belongs
     * to the prompt and does not change while an answer grows; never above 0.
     */
    public int delta() {
        return delta;
    }

    /** With text behind it. */
    public TokenPositions followedBy(int tokens) {
        int[][] longer = new int[AXES][];
        for (int axis = 0; axis < AXES; axis++) {
            longer[axis] = Arrays.copyOf(byAxis[axis], length() + tokens);
            for (int i = length(); i < longer[axis].length; i++) {
                longer[axis][i] = i + delta;
            }
        }
        return new TokenPositions(longer, delta);
    }

    /** Of text that follows these, without them. */
    public TokenPositions behind(int tokens) {
        int[][] positions = new int[AXES][tokens];
        for (int axis = 0; axis < AXES; axis++) {
            Arrays.setAll(positions[axis], i -> length() + i + delta);
        }
        return new TokenPositions(positions, delta);
    }
}
