package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A prompt, as the row of its group shows it.
 *
 * @param task in lower case
 * @param text its first {@value #MOST_TEXT} characters
 * @param images hashes of its first images
 */
public record PromptRow(String id, String task, @Nullable String category, String text, List<String> images) {

    /** Characters of a prompt that are remembered, and searched. */
    public static final int MOST_TEXT = 500;

    private static final int MOST_IMAGES = 4;

    public PromptRow {
        images = List.copyOf(images);
    }

    static PromptRow of(Prompt prompt) {
        String text = prompt.getText();
        return new PromptRow(
                prompt.getPromptId(),
                prompt.getTask().name().toLowerCase(Locale.ROOT),
                prompt.getCategory(),
                text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text,
                prompt.getImages().stream()
                        .limit(MOST_IMAGES)
                        .map(ImageRef::getSha256)
                        .toList());
    }
}
