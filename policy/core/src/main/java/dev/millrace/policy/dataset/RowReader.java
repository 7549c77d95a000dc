package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an entry of one row and the images it names. */
final class RowReader {

    private final DataConfig config;
    private final RowColumns columns;
    private final RowImages images;

    RowReader(DataConfig config, RowColumns columns, RowImages images) {
        this.config = config;
        this.columns = columns;
        this.images = images;
    }

    /** What the file is read as. */
    DatasetPreset preset() {
        return columns.preset();
    }

    /**
     * The entry of a row; empty if {@code data.rate} passes it over.
     *
     * @param otherwise what it is called without an id
     */
    Optional<DatasetEntry> read(Row row, String otherwise) throws RowException {
        DatasetColumns names = columns.names();
        boolean own = columns.preset() == DatasetPreset.MILLRACE;
        if (own) {
            GenEvalRules.requireSpelling(row);
        }
        if (!config.rate().keeps(row)) {
            return Optional.empty();
        }
        String id = row.text(row.named(names.id())).orElse(otherwise);
        Problem problem = Problem.of(row, row.named(names.problem()));
        Optional<String> rules =
                own && GenEvalRules.present(row) ? Optional.of(GenEvalRules.of(row)) : Optional.empty();
        Task task = task(row, own);
        Optional<String> answer = answer(row, task, rules.isPresent());
        Optional<String> category = row.text(row.named(names.category()));
        String column = row.named(names.images());
        List<JsonNode> cells = RowImages.cells(row, column);
        String text = problem.within(config.template()).marked(cells.size(), column);
        Map<String, String> others = OtherColumns.of(row, columns, config.keep());
        Optional<String> system =
                problem.system().or(() -> Optional.of(config.system()).filter(said -> !said.isBlank()));
        return Optional.of(
                new DatasetEntry(id, task, text, images.read(cells, column), answer, rules, category, system, others));
    }

    private Task task(Row row, boolean own) throws RowException {
        String column = columns.names().task();
        Optional<String> label = column.isEmpty() ? Optional.empty() : row.text(row.named(column));
        if (label.isEmpty()) {
            // Neither GenEval's files nor most question files of the ecosystem say it.
            return own && !row.names("problem") && row.named("problem|prompt").equals("prompt")
                    ? Task.GENERATION
                    : columns.preset().task();
        }
        return Task.ofLabel(label.get())
                .orElseThrow(() -> new RowException(
                        "unknown task \"" + label.get() + "\"; it is one of understanding, generation, editing"));
    }

    private Optional<String> answer(Row row, Task task, boolean hasRules) throws RowException {
        String column = row.named(columns.names().answer());
        // A misspelt field must not pass for a question without a checkable answer.
        if (task == Task.UNDERSTANDING && !columns.fixed() && row.at(column).isMissingNode()) {
            throw new RowException(
                    RowFault.NO_ANSWER,
                    "missing field \"" + column + "\"; add it, as null where there is no checkable answer");
        }
        Optional<String> answer = ReferenceAnswer.of(row, column, config.answerForm());
        if (config.requireAnswer() && answer.isEmpty() && !hasRules) {
            throw new RowException(
                    RowFault.NO_ANSWER,
                    "there is no answer in \"" + column + "\"; add one, or say data.require_answer=false where rewards"
                            + " need none");
        }
        return answer;
    }
}
