package dev.millrace.scenes.world;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is on an image.
 *
 * @param digits one to four, in grid order: by row, then by column
 */
public record Scene(List<PlacedDigit> digits) {

    /** @throws IllegalArgumentException if there is no digit, or two share a cell */
    public Scene {
        if (digits.isEmpty()) {
            throw new IllegalArgumentException("a scene needs at least one digit");
        }
        if (digits.stream().map(Scene::cell).distinct().count() != digits.size()) {
            throw new IllegalArgumentException("two digits of a scene share a cell: " + digits);
        }
        digits = digits.stream().sorted(Comparator.comparingInt(Scene::cell)).toList();
    }

    private static int cell(PlacedDigit digit) {
        return 2 * digit.row() + digit.column();
    }

    /** How the thinking names what is seen: {@code red 3 , blue 5}. */
    public String description() {
        return digits.stream()
                .map(placed -> placed.color().word() + " " + placed.digit())
                .collect(Collectors.joining(" , "));
    }

    /** How often a digit occurs. */
    public int count(int digit) {
        return (int) digits.stream().filter(placed -> placed.digit() == digit).count();
    }

    /** How often a colour occurs. */
    public int count(DigitColor color) {
        return (int) digits.stream().filter(placed -> placed.color() == color).count();
    }
}
