package dev.millrace.scenes.referee;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Prompts, and for each an image that it describes and one that is nearly it.
 *
 * @param rules of the prompts
 * @param scenes first one for each prompt, then one changed for each
 * @param images of the scenes
 */
record PairedScenes(List<String> texts, List<GenerationRules> rules, List<Scene> scenes, List<Pixels> images) {

    /**
     * @param from the first prompt
     * @param blemished whether images are made as uneven as a policy's
     */
    static PairedScenes of(GenerationPrompts prompts, long from, int count, boolean blemished, RandomGenerator random) {
        List<String> texts = new ArrayList<>(count);
        List<GenerationRules> rules = new ArrayList<>(count);
        List<Scene> scenes = new ArrayList<>(2 * count);
        for (int i = 0; i < count; i++) {
            DrawingTask task = prompts.task(from + i);
            texts.add(task.text());
            rules.add(task.rules());
            scenes.add(task.scene());
        }
        for (int i = 0; i < count; i++) {
            scenes.add(SceneChange.of(scenes.get(i), random));
        }
        List<Pixels> images = new ArrayList<>(2 * count);
        for (int i = 0; i < scenes.size(); i++) {
            SceneStyle style = random.nextInt(3) == 0 ? SceneStyle.SHIFTED : SceneStyle.CLEAN;
            Pixels painted =
                    new ScenePainter(style).paint(scenes.get(i), random).toPixels();
            images.add(blemished ? Blemishes.apply(painted, random) : painted);
        }
        return new PairedScenes(texts, rules, scenes, images);
    }

    /** Whether an image is as a prompt says. */
    boolean match(int image, int text) {
        return rules.get(text).verify(DetectedObject.of(scenes.get(image))).holds();
    }
}
