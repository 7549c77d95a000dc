package dev.millrace.scenes.referee;

import dev.millrace.scenes.generation.Box;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.world.DigitColor;
import java.util.List;
import java.util.Optional;

/**
 * What the reader makes of one cell.
 *
 * @param digits probability of each digit, and of an empty cell at place {@value #EMPTY}
 * @param colors probability of each colour, in the order of {@link DigitColor}; without meaning for an empty cell
 */
public record CellReading(int row, int column, List<Double> digits, List<Double> colors) {

    static final int EMPTY = 10;

    /** @throws IllegalArgumentException if a probability is not finite */
    public CellReading {
        digits = List.copyOf(digits);
        colors = List.copyOf(colors);
        requireFinite("digit", row, column, digits);
        requireFinite("colour", row, column, colors);
    }

    private static void requireFinite(String what, int row, int column, List<Double> probabilities) {
        if (!probabilities.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the cell in row " + row + ", column " + column
                    + " was read with a probability of a " + what + " that is not finite: " + probabilities);
        }
    }

    /** Probability that the cell shows this digit. */
    public double shows(int digit) {
        return digits.get(digit);
    }

    /** Probability that the cell shows any digit. */
    public double occupied() {
        return 1 - digits.get(EMPTY);
    }

    /** The digit that is likeliest, in its likeliest colour; empty if no digit has this probability. */
    public Optional<DetectedObject> object(double least) {
        int best = best(digits.subList(0, EMPTY));
        if (digits.get(best) < least) {
            return Optional.empty();
        }
        return Optional.of(new DetectedObject(best, DigitColor.values()[best(colors)], Box.ofCell(row, column)));
    }

    private static int best(List<Double> values) {
        int best = 0;
        for (int i = 1; i < values.size(); i++) {
            best = values.get(i) > values.get(best) ? i : best;
        }
        return best;
    }
}
