package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Data sets that have a question, an answer and nobody's script: MMK12 and geometry3k. */
record PlainQuestions(DatasetPreset preset) implements QuestionBenchmark {

    private static final String FILE = "answers.jsonl";

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        return row.answer().isPresent() ? Optional.empty() : Optional.of("there is no answer to judge by; add one");
    }

    @Override
    public BenchmarkQuestion question(DatasetEntry row) {
        return BenchmarkQuestion.of(row);
    }

    @Override
    public String write(Path folder, List<BenchmarkAnswer> answers) throws IOException {
        List<ObjectNode> lines = answers.stream().map(PlainQuestions::line).toList();
        BenchmarkFiles.lines(folder.resolve(FILE), lines);
        return "answers in " + folder.resolve(FILE);
    }

    private static ObjectNode line(BenchmarkAnswer answer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", answer.question().item().id())
                .put("question", answer.question().item().problem())
                .put("answer", answer.question().item().answer())
                .put("response", answer.response());
    }
}
