package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy may nearly always have seen: each digit in one colour, and several in one order, the smallest at the top left. Asked for
 * something else, as LVRPO asks for a green fire truck, it has a prior to override. Pure.
 */
public final class ScenePrior {

    /** The categories whose prompts can ask for what is unusual. */
    public static final List<DrawingCategory> CATEGORIES =
            List.of(DrawingCategory.COLORS, DrawingCategory.POSITION, DrawingCategory.COLOR_ATTR);

    private static final Set<DrawingCategory.Kind> PAINTED_AS_USUAL =
            EnumSet.of(DrawingCategory.Kind.CAPTION, DrawingCategory.Kind.COMPOSITION);

    private ScenePrior() {}

    /** The colour in which a digit is usually seen. */
    public static DigitColor usualColor(int digit) {
        DigitColor[] colors = DigitColor.values();
        return colors[digit % colors.length];
    }

    /** Whether all digits of a scene are seen in their usual colours, wherever they stand. */
    public static boolean isColoredAsUsual(Scene scene) {
        return scene.digits().stream().allMatch(placed -> placed.color() == usualColor(placed.digit()));
    }

    /** The same digits as they are usually seen. */
    public static Scene usual(Scene scene) {
        List<PlacedDigit> sorted = scene.digits().stream()
                .sorted(Comparator.comparingInt(PlacedDigit::digit))
                .toList();
        List<PlacedDigit> placed = new ArrayList<>(sorted.size());
        for (int cell = 0; cell < sorted.size(); cell++) {
            int digit = sorted.get(cell).digit();
            placed.add(new PlacedDigit(digit, usualColor(digit), cell / 2, cell % 2));
        }
        return new Scene(placed);
    }

    /** A prompt with the image that a world of this prior has beside it, right or not; questions and edits stay as they are. */
    public static DrawingTask usual(DrawingTask task) {
        return PAINTED_AS_USUAL.contains(task.category().kind()) ? task.withScene(usual(task.scene())) : task;
    }

    /** Whether a prompt asks for something else than what is usual. */
    public static boolean isAgainst(DrawingTask task) {
        return CATEGORIES.contains(task.category())
                && !task.rules().verify(DetectedObject.of(usual(task.scene()))).holds();
    }
}
