package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whole scenes in words, {@code a red 3 top left and a blue 5 bottom right}: they say all that the image shows, which
 * teaches what words mean faster than prompts that leave most of it open.
 */
final class CaptionPrompts {

    private CaptionPrompts() {}

    static DrawingTask make(Draws draws) {
        Scene scene = draws.scene(1 + draws.random().nextInt(Contradictions.CELLS));
        String text = scene.digits().stream().map(CaptionPrompts::words).collect(Collectors.joining(" and "));
        Map<String, ObjectRule> include = new TreeMap<>();
        for (PlacedDigit placed : scene.digits()) {
            ObjectRule one = ObjectRule.of(placed.digit(), placed.color());
            include.merge(
                    one.what(),
                    one,
                    (so, far) -> new ObjectRule(so.digit(), so.count() + 1, so.color(), Optional.empty()));
        }
        GenerationRules rules =
                new GenerationRules(DrawingCategory.CAPTION.label(), text, List.copyOf(include.values()), List.of());
        return new DrawingTask(text, DrawingCategory.CAPTION, rules, scene, Optional.empty(), Optional.empty());
    }

    private static String words(PlacedDigit placed) {
        DigitColor color = placed.color();
        return Wording.one(color, placed.digit())
                + (placed.row() == 0 ? " top" : " bottom")
                + (placed.column() == 0 ? " left" : " right");
    }
}
