package dev.millrace.policy.dataset;

import dev.millrace.policy.image.EncodedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One prompt of a data set.
 *
 * @param id unique in its data set
 * @param task what kind of output is asked for
 * @param problem the text, with one {@link #IMAGE_PLACEHOLDER} for each image
 * @param images in the order of their placeholders
 * @param answer the reference answer, where there is one
 * @param rules verifiable rules as compact JSON in GenEval's metadata form, where there are any
 * @param category for reporting, for instance {@code count}
 * @param system what is said to the policy before the problem, where something is
 * @param columns what else its row holds, by column, each a JSON text
 */
public record DatasetEntry(
        String id,
        Task task,
        String problem,
        List<EncodedImage> images,
        Optional<String> answer,
        Optional<String> rules,
        Optional<String> category,
        Optional<String> system,
        Map<String, String> columns) {

    /** Marks in {@link #problem} where an image is meant. */
    public static final String IMAGE_PLACEHOLDER = "<image>";

    /** @throws IllegalArgumentException if the id or the problem is blank or placeholders and images differ in number */
    public DatasetEntry {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the id is blank");
        }
        if (problem.isBlank()) {
            throw new IllegalArgumentException("the problem is blank");
        }
        int placeholders = placeholders(problem);
        if (placeholders != images.size()) {
            throw new IllegalArgumentException("the problem has " + placeholders + " " + IMAGE_PLACEHOLDER
                    + " placeholders for " + images.size() + " images");
        }
        images = List.copyOf(images);
        columns = Map.copyOf(columns);
    }

    /** Of a row that holds nothing else. */
    public DatasetEntry(
            String id,
            Task task,
            String problem,
            List<EncodedImage> images,
            Optional<String> answer,
            Optional<String> rules,
            Optional<String> category) {
        this(id, task, problem, images, answer, rules, category, Optional.empty(), Map.of());
    }

    /** The same with other images in the place of these. */
    DatasetEntry with(List<EncodedImage> others) {
        return new DatasetEntry(id, task, problem, others, answer, rules, category, system, columns);
    }

    /** How many images a problem asks for. */
    static int placeholders(String problem) {
        int count = 0;
        int at = problem.indexOf(IMAGE_PLACEHOLDER);
        while (at >= 0) {
            count++;
            at = problem.indexOf(IMAGE_PLACEHOLDER, at + IMAGE_PLACEHOLDER.length());
        }
        return count;
    }
}
