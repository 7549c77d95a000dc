package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import java.util.List;

/** How prompts are put into words. */
final class Wording {

    /** What may stand before a description. */
    static final List<String> OPENINGS = List.of("", "draw ", "an image of ", "a picture of ");

    private static final int STARTS_WITH_A_VOWEL = 8;
    private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four");

    private Wording() {}

    /** {@code a 7}, {@code an 8}. */
    static String one(int digit) {
        return (digit == STARTS_WITH_A_VOWEL ? "an " : "a ") + digit;
    }

    /** {@code a red 7}. */
    static String one(DigitColor color, int digit) {
        return "a " + color.word() + " " + digit;
    }

    /** {@code three 7s}. */
    static String several(int count, int digit) {
        return NUMBERS.get(count) + " " + digit + "s";
    }
}
