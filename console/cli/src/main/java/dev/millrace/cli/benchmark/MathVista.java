package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * MathVista (Lu et al.: MathVista, arXiv 2310.02255): questions with options or with a whole number, a decimal number of a stated
 * precision, or a list.
 */
final class MathVista implements QuestionBenchmark {

    private static final String OPTIONS = "multi_choice";
    private static final Set<String> TYPES = Set.of(OPTIONS, "free_form");
    private static final int MOST_OPTIONS = 26;
    private static final int MOST_DECIMALS = 12;
    private static final String FILE = "output_testmini.json";

    @Override
    public DatasetPreset preset() {
        return DatasetPreset.MATHVISTA;
    }

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        Columns columns = Columns.of(row);
        Optional<String> type = columns.text("question_type");
        if (type.isPresent() && !TYPES.contains(type.get())) {
            return Optional.of("\"question_type\" must be multi_choice or free_form, not \"" + type.get() + "\"");
        }
        JsonNode precision = columns.node("precision");
        if (precision.isNumber()
                && (precision.asDouble() != Math.rint(precision.asDouble())
                        || precision.asDouble() < 0
                        || precision.asDouble() > MOST_DECIMALS)) {
            return Optional.of(
                    "\"precision\" must be a whole number from 0 to " + MOST_DECIMALS + ", not " + precision);
        }
        List<String> choices = choices(columns);
        if (choices.size() > MOST_OPTIONS) {
            return Optional.of("\"choices\" has " + choices.size() + " options, more than there are letters");
        }
        if (!choices.isEmpty()
                && row.answer().isPresent()
                && !choices.contains(row.answer().get())) {
            return Optional.of(
                    "the answer \"" + row.answer().get() + "\" is none of its choices: " + String.join(", ", choices));
        }
        return Optional.empty();
    }

    @Override
    public BenchmarkQuestion question(DatasetEntry row) {
        Columns columns = Columns.of(row);
        List<String> choices = choices(columns);
        // A row with its query still has the bare question among its columns.
        String problem = columns.text("question").isPresent() ? row.problem() : asked(row.problem(), columns, choices);
        return new BenchmarkQuestion(
                row, BenchmarkQuestion.item(row, problem), right(row, columns, choices), decimals(columns), problem);
    }

    private static List<String> right(DatasetEntry row, Columns columns, List<String> choices) {
        List<String> right = new ArrayList<>();
        row.answer().ifPresent(answer -> {
            int place = choices.indexOf(answer);
            if (place >= 0) {
                right.add(letter(place));
            }
            // Where options are letters themselves, a letter means an option and not its text.
            if (place < 0 || choices.stream().noneMatch(choice -> isLetterOf(choice, choices.size()))) {
                right.add(answer);
            }
        });
        columns.text("answer_option").ifPresent(right::add);
        return right;
    }

    private static boolean isLetterOf(String choice, int options) {
        return choice.length() == 1 && choice.charAt(0) >= 'A' && choice.charAt(0) < 'A' + options;
    }

    private static String letter(int place) {
        return String.valueOf((char) ('A' + place));
    }

    /** The options of a question, where they are a list. */
    private static List<String> choices(Columns columns) {
        List<String> choices = new ArrayList<>();
        JsonNode list = columns.node("choices");
        if (list.isArray()) {
            list.forEach(choice -> choices.add(choice.asText()));
        }
        return choices;
    }

    private static OptionalInt decimals(Columns columns) {
        boolean isDecimal = columns.text("answer_type").filter("float"::equals).isPresent();
        Optional<String> precision = columns.text("precision");
        return isDecimal && precision.isPresent() && precision.get().matches("[0-9]{1,2}(\\.0*)?")
                ? OptionalInt.of((int) Double.parseDouble(precision.get()))
                : OptionalInt.empty();
    }

    /** What files without a query leave to the reader: unit, options, and the form of the answer. */
    private static String asked(String question, Columns columns, List<String> choices) {
        StringBuilder text = new StringBuilder(question);
        columns.text("unit")
                .ifPresent(unit -> text.append(" (Unit: ").append(unit).append(')'));
        if (!choices.isEmpty()) {
            text.append("\nChoices:");
            for (int i = 0; i < choices.size(); i++) {
                text.append("\n(").append(letter(i)).append(") ").append(choices.get(i));
            }
            return text.append("\nEnd with the letter of the right option.").toString();
        }
        OptionalInt decimals = decimals(columns);
        if (decimals.isPresent()) {
            text.append("\nEnd with a number with ").append(decimals.getAsInt()).append(" digits behind the point.");
        } else if (columns.text("answer_type").filter("list"::equals).isPresent()) {
            text.append("\nEnd with a list of numbers, as [1, 2, 3].");
        } else if (columns.text("answer_type").filter("integer"::equals).isPresent()) {
            text.append("\nEnd with a whole number.");
        }
        return text.toString();
    }

    @Override
    public String write(Path folder, List<BenchmarkAnswer> answers) throws IOException {
        ObjectNode rows = JsonNodeFactory.instance.objectNode();
        for (BenchmarkAnswer answer : answers) {
            DatasetEntry row = answer.question().row();
            ObjectNode written = Columns.of(row).toObject();
            written.put("pid", row.id());
            written.put("query", BenchmarkFiles.unmarked(answer.question().item()));
            rows.set(row.id(), written.put("response", answer.response()));
        }
        BenchmarkFiles.value(folder.resolve(FILE), rows);
        return "answers in " + folder.resolve(FILE) + ", which MathVista's evaluation/extract_answer.py and"
                + " calculate_score.py judge";
    }
}
