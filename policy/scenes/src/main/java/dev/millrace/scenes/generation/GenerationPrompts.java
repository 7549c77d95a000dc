package dev.millrace.scenes.generation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts that ask for images: prompt i of a seed is always the same, and categories take turns. The two splits share no
 * text, whatever their seeds. Immutable.
 */
public final class GenerationPrompts {

    private static final int TRIES = 10_000;

    private final long seed;
    private final Split split;
    private final List<DrawingCategory> categories;
    private final KnowledgePrompts knowledge;

    /**
     * @param categories those that take turns
     * @throws IllegalArgumentException if there are none, or captions are to be held out
     */
    public GenerationPrompts(long seed, Split split, List<DrawingCategory> categories) {
        if (categories.isEmpty()) {
            throw new IllegalArgumentException("prompts need at least one category");
        }
        if (split == Split.HELD_OUT && categories.contains(DrawingCategory.CAPTION)) {
            throw new IllegalArgumentException("captions are for pretraining and never held out");
        }
        this.seed = seed;
        this.split = split;
        this.categories = List.copyOf(categories);
        this.knowledge = new KnowledgePrompts(split);
    }

    /** Prompts of a family of categories. */
    public GenerationPrompts(long seed, Split split, DrawingCategory.Kind kind) {
        this(seed, split, DrawingCategory.of(kind));
    }

    /** The prompt at a place, counted from 0. */
    public DrawingTask task(long index) {
        DrawingCategory category = categories.get((int) (index % categories.size()));
        Draws draws =
                new Draws(new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (index + 1) * 0xBF58476D1CE4E5B9L).split());
        for (int attempt = 0; attempt < TRIES; attempt++) {
            DrawingTask task = make(category, draws);
            if (belongs(task)) {
                return task;
            }
        }
        throw new IllegalStateException("the category " + category.label() + " has no text that is " + split);
    }

    private DrawingTask make(DrawingCategory category, Draws draws) {
        return switch (category.kind()) {
            case COMPOSITION -> CompositionPrompts.make(category, draws);
            case KNOWLEDGE -> knowledge.make(category, draws);
            case EDITING -> EditingPrompts.make(category, draws);
            case CAPTION -> CaptionPrompts.make(draws);
        };
    }

    private boolean belongs(DrawingTask task) {
        return switch (task.category().kind()) {
            case COMPOSITION, EDITING -> Split.of(task.text()) == split;
            // These are split by their wording, and not at all.
            case KNOWLEDGE, CAPTION -> true;
        };
    }
}
