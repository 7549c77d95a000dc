package dev.millrace.scenes.referee;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Scenes with any digits in any cells, and their pictures: what the reader learns from. */
record LabelledImages(List<Scene> scenes, List<Pixels> images) {

    private static final int DIGITS = 10;
    private static final double OCCUPIED = 0.7;

    /** Pictures in the styles in turn, with blemishes. */
    static LabelledImages withBlemishes(int count, RandomGenerator random) {
        List<Scene> scenes = new ArrayList<>(count);
        List<Pixels> images = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Scene scene = scene(random);
            SceneStyle style = i % 2 == 0 ? SceneStyle.CLEAN : SceneStyle.SHIFTED;
            scenes.add(scene);
            images.add(
                    Blemishes.apply(new ScenePainter(style).paint(scene, random).toPixels(), random));
        }
        return new LabelledImages(scenes, images);
    }

    /** Pictures in one style as they are painted. */
    static LabelledImages plain(int count, SceneStyle style, RandomGenerator random) {
        ScenePainter painter = new ScenePainter(style);
        List<Scene> scenes = new ArrayList<>(count);
        List<Pixels> images = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Scene scene = scene(random);
            scenes.add(scene);
            images.add(painter.paint(scene, random).toPixels());
        }
        return new LabelledImages(scenes, images);
    }

    private static Scene scene(RandomGenerator random) {
        List<PlacedDigit> placed = new ArrayList<>();
        int first = random.nextInt(ImageBatch.CELLS);
        for (int cell = 0; cell < ImageBatch.CELLS; cell++) {
            if (cell == first || random.nextDouble() < OCCUPIED) {
                DigitColor color = DigitColor.values()[random.nextInt(DigitColor.values().length)];
                placed.add(new PlacedDigit(random.nextInt(DIGITS), color, cell / 2, cell % 2));
            }
        }
        return new Scene(placed);
    }
}
