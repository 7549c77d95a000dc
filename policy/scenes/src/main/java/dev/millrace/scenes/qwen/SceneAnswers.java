package dev.millrace.scenes.qwen;

import dev.millrace.scenes.world.DrawnExample;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.stream.Collectors;

/**
 * How the small Qwen answers: {@code <think>3 red, 5 blue. 5 blue</think>blue}. What is seen, what the answer rests on, the
 * answer. Pure.
 */
final class SceneAnswers {

    private SceneAnswers() {}

    /** What is seen, which does not depend on the question. */
    static String seen(Scene scene) {
        return "<think>" + scene.digits().stream().map(SceneAnswers::named).collect(Collectors.joining(", "));
    }

    /** The whole answer. */
    static String of(DrawnExample example) {
        String evidence = example.question().evidence();
        return seen(example.scene())
                + (evidence.isEmpty() ? "" : ". " + evidence)
                + "</think>"
                + example.question().answer();
    }

    private static String named(PlacedDigit placed) {
        return placed.digit() + " " + placed.color().word();
    }
}
