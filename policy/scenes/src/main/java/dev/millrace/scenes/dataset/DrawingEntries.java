package dev.millrace.scenes.dataset;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.scenes.world.SceneStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Prompts that ask for images as entries of a data set. Pure functions, safe on any thread. */
public final class DrawingEntries {

    private DrawingEntries() {}

    /**
     * The prompts from the first on, in their order.
     *
     * @param name begins the ids
     * @param seed of how the images of edits are drawn
     */
    public static List<DatasetEntry> first(int count, GenerationPrompts prompts, String name, long seed) {
        List<DatasetEntry> entries = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            entries.add(entry(name + "-" + index, prompts.task(index), seed + index));
        }
        return List.copyOf(entries);
    }

    /**
     * The prompts among the first whose text has not come before, for evaluation: one of many that repeat would weigh
     * more.
     *
     * @param looked how many prompts are looked at
     */
    public static List<DatasetEntry> distinct(int looked, GenerationPrompts prompts, String name, long seed) {
        Set<String> texts = new HashSet<>();
        return first(looked, prompts, name, seed).stream()
                .filter(entry -> texts.add(entry.problem()))
                .toList();
    }

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
