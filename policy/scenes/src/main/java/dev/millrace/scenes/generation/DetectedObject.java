package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import java.util.List;

/** An object as a reader of images sees it. */
public record DetectedObject(int digit, DigitColor color, Box box) {

    /** The objects that a scene is made of, each as large as its cell. */
    public static List<DetectedObject> of(Scene scene) {
        return scene.digits().stream().map(DetectedObject::of).toList();
    }

    /** An object as large as its cell. */
    public static DetectedObject of(PlacedDigit placed) {
        return new DetectedObject(placed.digit(), placed.color(), Box.ofCell(placed.row(), placed.column()));
    }
}
