package dev.millrace.policy.dataset;

/**
 * Which column of a data set holds what. A name with dots leads into a column of columns, as in
 * {@code reward_model.ground_truth}; of names with {@code |} between them the first that is there is meant; an empty one leaves
 * it to the preset.
 *
 * @param problem what is asked: a text, or a list of messages with a role and a content
 * @param images its images: one or a list, each a path, encoded bytes, or both as Hugging Face's files have them
 * @param answer the reference answer: a text or a number
 * @param id what a row is called; without one it is called by its number
 * @param category what a row counts under in reports and in {@code feeder.curriculum}
 * @param source the data set that a row comes from; it is given to rewards as the column {@code data_source}
 * @param task what is asked for: understanding, generation or editing
 */
public record DatasetColumns(
        String problem, String images, String answer, String id, String category, String source, String task) {

    /** All left to the preset. */
    public static DatasetColumns defaults() {
        return new DatasetColumns("", "", "", "", "", "", "");
    }

    /** The same, with those of another where these are empty. */
    DatasetColumns or(DatasetColumns other) {
        return new DatasetColumns(
                either(problem, other.problem),
                either(images, other.images),
                either(answer, other.answer),
                either(id, other.id),
                either(category, other.category),
                either(source, other.source),
                either(task, other.task));
    }

    private static String either(String stated, String otherwise) {
        return stated.isEmpty() ? otherwise : stated;
    }
}
