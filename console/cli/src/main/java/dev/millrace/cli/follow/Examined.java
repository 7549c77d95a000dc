package dev.millrace.cli.follow;

import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.JudgedAnswer;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of an examination.
 *
 * @param answers to its questions
 * @param drawings to its prompts that ask for images
 */
public record Examined(List<JudgedAnswer> answers, DrawingEvaluation drawings) {

    /** The family of all answers. */
    public static final String ANSWERS = "understanding";

    public Examined {
        answers = List.copyOf(answers);
    }

    /** Counts of each family that was asked, by its name. */
    public SortedMap<String, Evaluation> families() {
        SortedMap<String, Evaluation> families = new TreeMap<>();
        if (!answers.isEmpty()) {
            families.put(ANSWERS, Evaluation.ofAnswers(answers));
        }
        for (DrawingCategory.Kind kind : DrawingCategory.Kind.values()) {
            Evaluation family = drawings.of(kind);
            if (!family.counts().isEmpty()) {
                families.put(DrawingTable.name(kind), family);
            }
        }
        return Collections.unmodifiableSortedMap(families);
    }

    /**
     * What it came to, from 0 to 1: the mean of the families, each counting the same. Of answers a family is the share of all
     * prompts, of images the mean of its categories.
     */
    public double value() {
        return families().entrySet().stream()
                .mapToDouble(family -> family.getKey().equals(ANSWERS)
                        ? family.getValue().overall()
                        : family.getValue().categoryMean())
                .average()
                .orElse(0);
    }
}
