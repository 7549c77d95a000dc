package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What prompts are made of, drawn at random. */
record Draws(RandomGenerator random) {

    private static final int DIGITS = 10;
    private static final int CELLS = 4;

    int digit() {
        return random.nextInt(DIGITS);
    }

    int digitBut(int other) {
        return (other + 1 + random.nextInt(DIGITS - 1)) % DIGITS;
    }

    DigitColor color() {
        return any(List.of(DigitColor.values()));
    }

    DigitColor colorBut(DigitColor other) {
        DigitColor[] all = DigitColor.values();
        return all[(other.ordinal() + 1 + random.nextInt(all.length - 1)) % all.length];
    }

    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Digits that differ, in any colours and cells. */
    Scene scene(int size) {
        List<Integer> digits = range(DIGITS);
        List<Integer> cells = range(CELLS);
        List<PlacedDigit> placed = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int cell = take(cells);
            placed.add(new PlacedDigit(take(digits), color(), cell / 2, cell % 2));
        }
        return new Scene(placed);
    }

    private static List<Integer> range(int end) {
        List<Integer> numbers = new ArrayList<>(end);
        for (int number = 0; number < end; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private int take(List<Integer> from) {
        return from.remove(random.nextInt(from.size()));
    }
}
