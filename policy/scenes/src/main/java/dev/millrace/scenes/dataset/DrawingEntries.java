package dev.millrace.scenes.dataset;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.Optional;
import java.util.SplittableRandom;

/** Prompts that ask for images as entries of a data set. Pure functions, safe on any thread. */
public final class DrawingEntries {

    private DrawingEntries() {}

    /**
     * One prompt as an entry: with its rules, with the answer of a question, and with the image of an edit, painted in the
     * clean style.
     *
     * @param seed of how that image is drawn
     */
    public static DatasetEntry entry(String id, DrawingTask task, long seed) {
        Optional<EncodedImage> source = task.source()
                .map(scene ->
                        PngCodec.encode(new ScenePainter(SceneStyle.CLEAN).paint(scene, new SplittableRandom(seed))));
        return new DatasetEntry(
                id,
                source.isPresent() ? Task.EDITING : Task.GENERATION,
                (source.isPresent() ? DatasetEntry.IMAGE_PLACEHOLDER : "") + task.text(),
                source.stream().toList(),
                task.answer(),
                Optional.of(task.rules().toJson()),
                Optional.of(task.category().label()));
    }
}
