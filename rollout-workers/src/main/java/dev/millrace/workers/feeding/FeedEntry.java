package dev.millrace.workers.feeding;

import dev.millrace.schemas.avro.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One prompt of a data set, ready to be published.
 *
 * @param id identity in the data set
 * @param text what is asked, with an {@code <image>} mark per image
 * @param images in the order of their marks
 * @param task what kind of output is asked for
 * @param reference the right answer, where there is one
 * @param rules verifiable rules as JSON, where there are any
 * @param category for reporting
 * @param system what is said to the policy before it, where something is
 * @param columns what else its row holds, by column, each a JSON text
 */
public record FeedEntry(
        String id,
        String text,
        List<FeedImage> images,
        Task task,
        Optional<String> reference,
        Optional<String> rules,
        Optional<String> category,
        Optional<String> system,
        Map<String, String> columns) {

    /** @throws IllegalArgumentException if the id is blank */
    public FeedEntry {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a prompt of a data set needs an id");
        }
        images = List.copyOf(images);
        columns = Map.copyOf(columns);
    }

    /** Of a row that holds nothing else. */
    public FeedEntry(
            String id,
            String text,
            List<FeedImage> images,
            Task task,
            Optional<String> reference,
            Optional<String> rules,
            Optional<String> category) {
        this(id, text, images, task, reference, rules, category, Optional.empty(), Map.of());
    }
}
