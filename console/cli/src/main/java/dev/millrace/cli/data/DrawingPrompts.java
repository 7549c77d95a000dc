package dev.millrace.cli.data;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.scenes.dataset.DrawingEntries;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.generation.GenerationPrompts;
import dev.millrace.scenes.generation.ScenePrior;
import dev.millrace.scenes.generation.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prompts that ask for images, as Millrace makes them itself. Those to train on and those held out share no text. */
public enum DrawingPrompts {
    /** Objects, knowledge and edits, those of objects coming twice as often. */
    ALL {
        @Override
        List<DrawingCategory> turns() {
            List<DrawingCategory> turns = new ArrayList<>(DrawingCategory.of(DrawingCategory.Kind.COMPOSITION));
            turns.addAll(DrawingCategory.of(DrawingCategory.Kind.KNOWLEDGE));
            turns.addAll(DrawingCategory.of(DrawingCategory.Kind.COMPOSITION));
            turns.addAll(DrawingCategory.of(DrawingCategory.Kind.EDITING));
            return turns;
        }

        @Override
        List<DrawingCategory> judged() {
            return Arrays.stream(DrawingCategory.values())
                    .filter(category -> category.kind() != DrawingCategory.Kind.CAPTION)
                    .toList();
        }

        @Override
        boolean admits(DrawingTask task) {
            return true;
        }
    },
    /** Objects in other colours and places than a policy with a {@link ScenePrior} has nearly always seen. */
    AGAINST_PRIOR {
        @Override
        List<DrawingCategory> turns() {
            return ScenePrior.CATEGORIES;
        }

        @Override
        List<DrawingCategory> judged() {
            return ScenePrior.CATEGORIES;
        }

        @Override
        boolean admits(DrawingTask task) {
            return ScenePrior.isAgainst(task);
        }
    };

    private static final long HELD_OUT = 0x4452_4157_4845_4c44L;
    private static final long TRAINING = 0x4452_4157_5452_4149L;

    /** How many prompts of a category are looked at for one that has not come before. */
    private static final int LOOKED_PER_PROMPT = 8;

    /** Categories of what is trained on, in their turns. */
    abstract List<DrawingCategory> turns();

    /** Categories of what is held out. */
    abstract List<DrawingCategory> judged();

    abstract boolean admits(DrawingTask task);

    /** Prompts to train on, with what each asks for. */
    public List<DrawingTask> tasks(long runSeed, int count) {
        GenerationPrompts prompts = new GenerationPrompts(seed(runSeed), Split.TRAIN, turns());
        List<DrawingTask> tasks = new ArrayList<>(count);
        for (long index = 0; tasks.size() < count; index++) {
            DrawingTask task = prompts.task(index);
            if (admits(task)) {
                tasks.add(task);
            }
        }
        return List.copyOf(tasks);
    }

    private static long seed(long runSeed) {
        return TRAINING + 0x9E3779B97F4A7C15L * runSeed;
    }

    /** The prompts of {@link #tasks} as entries of a data set. */
    public List<DatasetEntry> training(long runSeed, int count) {
        List<DrawingTask> tasks = tasks(runSeed, count);
        List<DatasetEntry> entries = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            entries.add(DrawingEntries.entry("draw-" + runSeed + "-" + index, tasks.get(index), seed(runSeed) + index));
        }
        return List.copyOf(entries);
    }

    /**
     * Prompts that no run trains on, a category after the other, fewer where it has no more texts.
     *
     * @param perCategory prompts of each category of objects; of knowledge and edits about half as many
     */
    public List<DatasetEntry> heldOut(int perCategory) {
        List<DatasetEntry> entries = new ArrayList<>();
        for (DrawingCategory category : judged()) {
            entries.addAll(heldOut(
                    category,
                    category.kind() == DrawingCategory.Kind.COMPOSITION ? perCategory : (perCategory + 1) / 2));
        }
        return List.copyOf(entries);
    }

    private List<DatasetEntry> heldOut(DrawingCategory category, int wanted) {
        GenerationPrompts prompts = new GenerationPrompts(HELD_OUT, Split.HELD_OUT, List.of(category));
        List<DatasetEntry> entries = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (int index = 0; index < LOOKED_PER_PROMPT * wanted && entries.size() < wanted; index++) {
            DrawingTask task = prompts.task(index);
            // One of many that repeat would weigh more.
            if (admits(task) && texts.add(task.text())) {
                entries.add(DrawingEntries.entry("held-out-" + category.label() + "-" + index, task, HELD_OUT + index));
            }
        }
        return entries;
    }
}
