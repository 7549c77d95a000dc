package dev.millrace.policy.referee;

import dev.millrace.policy.scene.DigitColor;
import dev.millrace.policy.scene.PlacedDigit;
import dev.millrace.policy.scene.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Scenes that are nearly another: a digit stands elsewhere, is another, or has another colour. */
final class SceneChange {

    private static final int DIGITS = 10;

    private SceneChange() {}

    static Scene of(Scene scene, RandomGenerator random) {
        List<PlacedDigit> digits = new ArrayList<>(scene.digits());
        int index = random.nextInt(digits.size());
        PlacedDigit old = digits.get(index);
        switch (random.nextInt(3)) {
            case 0 -> move(digits, index, random.nextInt(ImageBatch.CELLS));
            case 1 -> {
                DigitColor[] colors = DigitColor.values();
                int color = (old.color().ordinal() + 1 + random.nextInt(colors.length - 1)) % colors.length;
                digits.set(index, new PlacedDigit(old.digit(), colors[color], old.row(), old.column()));
            }
            default -> {
                int digit = (old.digit() + 1 + random.nextInt(DIGITS - 1)) % DIGITS;
                digits.set(index, new PlacedDigit(digit, old.color(), old.row(), old.column()));
            }
        }
        return new Scene(digits);
    }

    /** What stands in the cell, if anything, goes to where the moved digit came from. */
    private static void move(List<PlacedDigit> digits, int index, int cell) {
        PlacedDigit moved = digits.get(index);
        for (int other = 0; other < digits.size(); other++) {
            PlacedDigit there = digits.get(other);
            if (2 * there.row() + there.column() == cell) {
                digits.set(other, new PlacedDigit(there.digit(), there.color(), moved.row(), moved.column()));
            }
        }
        digits.set(index, new PlacedDigit(moved.digit(), moved.color(), cell / 2, cell % 2));
    }
}
