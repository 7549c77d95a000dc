package dev.millrace.scenes.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Puts digits into cells. */
final class SceneMaker {

    private static final int DIGITS = 10;
    private static final int CELLS = 4;

    private SceneMaker() {}

    /** A scene in which no digit and no colour occurs twice. */
    static Scene distinct(int size, RandomGenerator random) {
        int[] digits = shuffled(DIGITS, random);
        int[] colors = shuffled(DigitColor.values().length, random);
        int[] cells = shuffled(CELLS, random);
        List<PlacedDigit> placed = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            placed.add(place(digits[i], colors[i], cells[i]));
        }
        return new Scene(placed);
    }

    /** A scene in which digits and colours may repeat. */
    static Scene repeating(int size, RandomGenerator random) {
        int[] few = shuffled(DIGITS, random);
        int[] cells = shuffled(CELLS, random);
        List<PlacedDigit> placed = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            // Among few digits, so that counts above one are common.
            int digit = few[random.nextInt(CELLS)];
            placed.add(place(digit, random.nextInt(DigitColor.values().length), cells[i]));
        }
        return new Scene(placed);
    }

    /** A scene of four digits, each of any colour and independent of the others. */
    static Scene any(RandomGenerator random) {
        List<PlacedDigit> placed = new ArrayList<>(CELLS);
        for (int cell = 0; cell < CELLS; cell++) {
            placed.add(place(random.nextInt(DIGITS), random.nextInt(DigitColor.values().length), cell));
        }
        return new Scene(placed);
    }

    private static PlacedDigit place(int digit, int color, int cell) {
        return new PlacedDigit(digit, DigitColor.values()[color], cell / 2, cell % 2);
    }

    private static int[] shuffled(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
