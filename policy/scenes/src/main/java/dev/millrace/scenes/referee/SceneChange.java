package dev.millrace.scenes.referee;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Scenes that are nearly another: a digit stands elsewhere, is another, has another colour, or is there once more. */
final class SceneChange {

    private static final int DIGITS = 10;
    private static final int KINDS = 4;

    private SceneChange() {}

    static Scene of(Scene scene, RandomGenerator random) {
        List<PlacedDigit> digits = new ArrayList<>(scene.digits());
        int index = random.nextInt(digits.size());
        PlacedDigit old = digits.get(index);
        switch (random.nextInt(KINDS)) {
            case 0 -> move(digits, index, random.nextInt(ImageBatch.CELLS));
            case 1 -> {
                DigitColor[] colors = DigitColor.values();
                int color = (old.color().ordinal() + 1 + random.nextInt(colors.length - 1)) % colors.length;
                digits.set(index, new PlacedDigit(old.digit(), colors[color], old.row(), old.column()));
            }
            case 2 -> repeat(digits, old, random);
            default -> {
                int digit = (old.digit() + 1 + random.nextInt(DIGITS - 1)) % DIGITS;
                digits.set(index, new PlacedDigit(digit, old.color(), old.row(), old.column()));
            }
        }
        return new Scene(digits);
    }

    /** The same digit in one of the free cells, in the same colour or another; where all are taken, in place of another. */
    private static void repeat(List<PlacedDigit> digits, PlacedDigit old, RandomGenerator random) {
        DigitColor[] colors = DigitColor.values();
        DigitColor color = random.nextBoolean() ? old.color() : colors[random.nextInt(colors.length)];
        List<PlacedDigit> places = new ArrayList<>();
        for (int cell = 0; cell < ImageBatch.CELLS; cell++) {
            PlacedDigit copy = new PlacedDigit(old.digit(), color, cell / 2, cell % 2);
            if (digits.stream().noneMatch(other -> sameCell(other, copy))) {
                places.add(copy);
            }
        }
        if (places.isEmpty()) {
            PlacedDigit other = digits.get((digits.indexOf(old) + 1) % digits.size());
            digits.set(digits.indexOf(other), new PlacedDigit(old.digit(), color, other.row(), other.column()));
        } else {
            digits.add(places.get(random.nextInt(places.size())));
        }
    }

    private static boolean sameCell(PlacedDigit one, PlacedDigit other) {
        return one.row() == other.row() && one.column() == other.column();
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
