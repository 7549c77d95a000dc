package dev.millrace.policy.dataset;

import java.util.List;

/**
 * How data sets are read.
 *
 * @param preset whose columns a data set has
 * @param columns columns by name, over those of the preset
 * @param imageRoot folder that paths of images start from; empty for the folder of the data set's file
 * @param imageArchive zip file that holds the images; a path in it starts from {@code image_root} within it
 * @param linksRoot folder into which links among the images may lead, as caches of hubs have them; empty for none
 * @param system system prompt of rows that have none of their own; empty for none
 * @param template text around each problem, which comes in the place of the word problem in braces; empty for none
 * @param answerForm what of the answer column is the answer
 * @param requireAnswer whether a row without an answer, and without rules for an image, is refused
 * @param keep other columns that are given to rewards by name: {@code *} for all, or names; at most 64 KiB a row
 * @param rate which rows are taken by a number of theirs, such as a pass rate
 */
public record DataConfig(
        DatasetPreset preset,
        DatasetColumns columns,
        String imageRoot,
        String imageArchive,
        String linksRoot,
        String system,
        String template,
        AnswerForm answerForm,
        boolean requireAnswer,
        List<String> keep,
        RateFilter rate) {

    /** Stands for all columns. */
    public static final String ALL = "*";

    /** What a template has in the place of the problem. */
    static final String PROBLEM = "{problem}";

    /** @throws IllegalArgumentException naming the key that is wrong */
    public DataConfig {
        if (!template.isEmpty() && !template.contains(PROBLEM)) {
            throw new IllegalArgumentException("template must hold " + PROBLEM + ", in whose place the problem comes");
        }
        keep = List.copyOf(keep);
    }

    public static DataConfig defaults() {
        return new DataConfig(
                DatasetPreset.AUTO,
                DatasetColumns.defaults(),
                "",
                "",
                "",
                "",
                "",
                AnswerForm.AUTO,
                true,
                List.of(ALL),
                RateFilter.defaults());
    }

    /** The same for rows that need no answer. */
    public DataConfig withoutAnswers() {
        return new DataConfig(
                preset, columns, imageRoot, imageArchive, linksRoot, system, template, answerForm, false, keep, rate);
    }

    /** The same for rows that are judged and not trained on: with all their columns, read by a preset where none is named. */
    public DataConfig readAs(DatasetPreset otherwise) {
        return new DataConfig(
                preset == DatasetPreset.AUTO ? otherwise : preset,
                columns,
                imageRoot,
                imageArchive,
                linksRoot,
                system,
                template,
                answerForm,
                false,
                List.of(ALL),
                rate);
    }
}
