package dev.millrace.cli.data;

import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.generation.RulesException;
import dev.millrace.schemas.failure.UsageException;
import java.util.List;

/** Entries of a data set that ask for images, as they are evaluated. */
public final class DrawingItems {

    private DrawingItems() {}

    /**
     * The entries that ask for an image and have rules to judge it by.
     *
     * @throws UsageException naming the entry, if its rules are wrong
     */
    public static List<DrawingItem> of(List<DatasetEntry> entries) {
        return entries.stream()
                .filter(Datasets::isDrawable)
                .map(DrawingItems::of)
                .toList();
    }

    private static DrawingItem of(DatasetEntry entry) {
        GenerationRules rules;
        try {
            rules = GenerationRules.parse(entry.rules().orElseThrow());
        } catch (RulesException e) {
            throw new UsageException("prompt " + entry.id() + ": " + e.getMessage());
        }
        return new DrawingItem(
                entry.id(),
                entry.problem(),
                entry.images(),
                rules,
                entry.category().orElse(rules.tag()));
    }
}
