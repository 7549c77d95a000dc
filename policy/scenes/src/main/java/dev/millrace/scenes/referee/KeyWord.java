package dev.millrace.scenes.referee;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key semantic word of a prompt: a digit or the colour before it. Both mean the same object, {@code 3} and {@code red}
 * of "a red 3" the red 3; so a word's vector depends on its neighbours.
 *
 * @param position the place of the word among the prompt's tokens
 * @param digit what it means
 * @param color of it, if the prompt says one
 */
record KeyWord(int position, int digit, Optional<DigitColor> color) {

    private static final Pattern DIGIT = Pattern.compile("[0-9]s?");

    /** The key words among the words of a prompt. */
    static List<KeyWord> among(String[] words) {
        List<KeyWord> keys = new ArrayList<>();
        for (int position = 0; position < words.length; position++) {
            if (!DIGIT.matcher(words[position]).matches()) {
                continue;
            }
            int digit = words[position].charAt(0) - '0';
            Optional<DigitColor> color = position == 0 ? Optional.empty() : color(words[position - 1]);
            if (color.isPresent()) {
                keys.add(new KeyWord(position - 1, digit, color));
            }
            keys.add(new KeyWord(position, digit, color));
        }
        return keys;
    }

    private static Optional<DigitColor> color(String word) {
        return Arrays.stream(DigitColor.values())
                .filter(color -> color.word().equals(word))
                .findFirst();
    }

    /** The cells of a scene that hold what it means, counted in grid order. */
    BitSet cells(Scene scene) {
        BitSet cells = new BitSet(ImageBatch.CELLS);
        scene.digits().stream()
                .filter(placed -> placed.digit() == digit
                        && color.map(placed.color()::equals).orElse(true))
                .forEach(placed -> cells.set(2 * placed.row() + placed.column()));
        return cells;
    }
}
