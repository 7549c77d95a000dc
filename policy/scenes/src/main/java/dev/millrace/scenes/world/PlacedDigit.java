package dev.millrace.scenes.world;

/**
 * A digit in its cell of the 2×2 grid.
 *
 * @param digit 0 to 9
 * @param row 0 above, 1 below
 * @param column 0 left, 1 right
 */
public record PlacedDigit(int digit, DigitColor color, int row, int column) {

    /** @throws IllegalArgumentException if a value is out of its range */
    public PlacedDigit {
        if (digit < 0 || digit > 9 || row < 0 || row > 1 || column < 0 || column > 1) {
            throw new IllegalArgumentException(
                    "no cell of a scene holds digit " + digit + " at row " + row + ", column " + column);
        }
    }
}
