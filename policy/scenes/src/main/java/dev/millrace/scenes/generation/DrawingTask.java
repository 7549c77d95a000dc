package dev.millrace.scenes.generation;

import dev.millrace.scenes.world.Scene;
import java.util.Optional;

/**
 * A prompt that asks for an image, what the image must show, and one scene that shows it.
 *
 * @param text the prompt, without the mark of its image
 * @param rules what is judged
 * @param scene fulfils the rules, and is what supervised training draws
 * @param source the scene that is to be changed; empty unless this is an edit
 * @param answer what is to be drawn; empty unless this is a question
 */
public record DrawingTask(
        String text,
        DrawingCategory category,
        GenerationRules rules,
        Scene scene,
        Optional<Scene> source,
        Optional<String> answer) {

    static DrawingTask of(DrawingCategory category, GenerationRules rules, Scene scene) {
        return new DrawingTask(rules.prompt(), category, rules, scene, Optional.empty(), Optional.empty());
    }

    /** The same prompt with another scene, which may break its rules. */
    public DrawingTask withScene(Scene other) {
        return new DrawingTask(text, category, rules, other, source, answer);
    }
}
