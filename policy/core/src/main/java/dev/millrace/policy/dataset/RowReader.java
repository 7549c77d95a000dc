package dev.millrace.policy.dataset;

import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.policy.image.EncodedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an entry of one line and the images it names. Fields without a meaning here are passed over, since data sets of
 * others have columns of their own.
 */
final class RowReader {

    /** What one row may name: an image named ten thousand times is no honest row, and each is held in memory. */
    private static final int MAX_IMAGES = 64;

    private static final long MAX_IMAGE_BYTES = 64 << 20;

    private final ImageFolder folder;

    RowReader(ImageFolder folder) {
        this.folder = folder;
    }

    DatasetEntry read(String line, long number) throws RowException {
        Row row = Row.parse(line);
        GenEvalRules.requireSpelling(row);
        String id = row.text("id").orElse("line-" + number);
        String problem = problem(row);
        Task task = task(row);
        Optional<String> answer = answer(row, task);
        Optional<String> rules = GenEvalRules.present(row) ? Optional.of(GenEvalRules.of(row)) : Optional.empty();
        Optional<String> category = row.text(row.names("category") ? "category" : "tag");
        int placeholders = DatasetEntry.placeholders(problem);
        List<String> names = row.texts("images");
        if (placeholders != names.size()) {
            throw new RowException("the problem has " + placeholders + " " + DatasetEntry.IMAGE_PLACEHOLDER
                    + " placeholders, \"images\" has " + names.size() + " entries; make them agree");
        }
        return new DatasetEntry(id, task, problem, images(names), answer, rules, category);
    }

    private List<EncodedImage> images(List<String> names) throws RowException {
        if (names.size() > MAX_IMAGES) {
            throw new RowException("\"images\" has " + names.size() + " entries, more than the limit of " + MAX_IMAGES
                    + " images a row");
        }
        List<EncodedImage> images = new ArrayList<>(names.size());
        long bytes = 0;
        for (String name : names) {
            EncodedImage image = folder.read(name);
            bytes += image.size();
            if (bytes > MAX_IMAGE_BYTES) {
                throw new RowException("the images have more than " + MAX_IMAGE_BYTES
                        + " bytes together, the limit of a row; make them smaller");
            }
            images.add(image);
        }
        return images;
    }

    private static String problem(Row row) throws RowException {
        Optional<String> problem = row.text(row.names("problem") ? "problem" : "prompt");
        return problem.orElseThrow(() ->
                new RowException("missing field \"problem\" (\"prompt\" in a row with GenEval's metadata); add it"));
    }

    private static Task task(Row row) throws RowException {
        Optional<String> label = row.text("task");
        if (label.isEmpty()) {
            // Neither GenEval's files nor most question files of the ecosystem say it.
            return row.names("problem") ? Task.UNDERSTANDING : Task.GENERATION;
        }
        return Task.ofLabel(label.get())
                .orElseThrow(() -> new RowException(
                        "unknown task \"" + label.get() + "\"; it is one of understanding, generation, editing"));
    }

    private static Optional<String> answer(Row row, Task task) throws RowException {
        Optional<String> answer = row.text("answer");
        // A misspelt field must not pass for a question without a checkable answer.
        if (task == Task.UNDERSTANDING && !row.names("answer")) {
            throw new RowException("missing field \"answer\"; add it, as null where there is no checkable answer");
        }
        if (answer.isPresent() && NormalizedAnswer.of(answer.get()).isEmpty()) {
            throw new RowException("the answer \"" + answer.get() + "\" is only punctuation, which nothing can match");
        }
        return answer;
    }
}
