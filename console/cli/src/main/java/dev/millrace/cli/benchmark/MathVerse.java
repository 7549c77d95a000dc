package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * MathVerse (Zhang et al.: MathVerse, arXiv 2403.14624): problems in six versions, of which a chat model says whether answers
 * are right.
 */
final class MathVerse implements QuestionBenchmark {

    private static final Set<String> TYPES = Set.of("multi-choice", "free-form");
    private static final String FILE = "output_testmini.json";

    @Override
    public DatasetPreset preset() {
        return DatasetPreset.MATHVERSE;
    }

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        Optional<String> type = Columns.of(row).text("question_type").filter(word -> !TYPES.contains(word));
        if (type.isPresent()) {
            return Optional.of("\"question_type\" must be multi-choice or free-form, not \"" + type.get() + "\"");
        }
        return row.answer().isPresent() ? Optional.empty() : Optional.of("there is no \"answer\" to judge by");
    }

    @Override
    public BenchmarkQuestion question(DatasetEntry row) {
        Columns columns = Columns.of(row);
        // The version that is shown in the image alone asks nothing in words; a judge gets the words all the same.
        String judged = columns.text("question_for_eval")
                .or(() -> columns.text("question"))
                .orElse(row.problem());
        return new BenchmarkQuestion(
                row,
                BenchmarkQuestion.item(row, row.problem()),
                row.answer().stream().toList(),
                OptionalInt.empty(),
                judged);
    }

    @Override
    public String write(Path folder, List<BenchmarkAnswer> answers) throws IOException {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (BenchmarkAnswer answer : answers) {
            DatasetEntry row = answer.question().row();
            ObjectNode written = Columns.of(row).toObject();
            written.put("query", BenchmarkFiles.unmarked(answer.question().item()));
            rows.add(written.put("model_answer", answer.response()));
        }
        BenchmarkFiles.value(folder.resolve(FILE), rows);
        return "answers in " + folder.resolve(FILE) + ", which MathVerse's evaluation/extract_answer_s1.py and"
                + " score_answer_s2.py judge";
    }
}
