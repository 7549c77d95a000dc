package dev.millrace.cli.data;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.scenes.dataset.DrawingEntries;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.Split;
import java.util.ArrayList;
import java.util.List;

/** Prompts that ask for images, as Millrace makes them itself. Those to train on and those held out share no text. */
public final class DrawingPrompts {

    private static final long HELD_OUT = 0x4452_4157_4845_4c44L;
    private static final long TRAINING = 0x4452_4157_5452_4149L;

    /** How many prompts of a category are looked at for one that has not come before. */
    private static final int LOOKED_PER_PROMPT = 8;

    private DrawingPrompts() {}

    /** Prompts to train on: objects, knowledge and edits, those of objects coming twice as often. */
    public static List<DatasetEntry> training(long runSeed, int count) {
        List<DrawingCategory> turns = new ArrayList<>(DrawingCategory.of(DrawingCategory.Kind.COMPOSITION));
        turns.addAll(DrawingCategory.of(DrawingCategory.Kind.KNOWLEDGE));
        turns.addAll(DrawingCategory.of(DrawingCategory.Kind.COMPOSITION));
        turns.addAll(DrawingCategory.of(DrawingCategory.Kind.EDITING));
        long seed = TRAINING + 0x9E3779B97F4A7C15L * runSeed;
        return DrawingEntries.first(count, new GenerationPrompts(seed, Split.TRAIN, turns), "draw-" + runSeed, seed);
    }

    /**
     * Prompts that no run trains on, a category after the other, fewer where it has no more texts.
     *
     * @param perCategory prompts of each category of objects; of knowledge and edits about half as many
     */
    public static List<DatasetEntry> heldOut(int perCategory) {
        List<DatasetEntry> entries = new ArrayList<>();
        for (DrawingCategory category : DrawingCategory.values()) {
            if (category.kind() != DrawingCategory.Kind.CAPTION) {
                int wanted = category.kind() == DrawingCategory.Kind.COMPOSITION ? perCategory : (perCategory + 1) / 2;
                DrawingEntries.distinct(
                                LOOKED_PER_PROMPT * wanted,
                                new GenerationPrompts(HELD_OUT, Split.HELD_OUT, List.of(category)),
                                "held-out-" + category.label(),
                                HELD_OUT)
                        .stream()
                        .limit(wanted)
                        .forEach(entries::add);
            }
        }
        return List.copyOf(entries);
    }
}
