package dev.millrace.workers.feeding;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Entries as the records of prompts that workers read. Pure. */
public final class FeedPrompt {

    /** Most bytes of all texts of a prompt. */
    static final int MAX_PROMPT_BYTES = RecordLimits.MAX_RECORD_BYTES / 2;

    private FeedPrompt() {}

    /** @param images how its images are named on the log */
    public static Prompt of(FeedEntry entry, List<ImageRef> images, RunId run) {
        return Prompt.newBuilder()
                .setRunId(run.value())
                .setPromptId(entry.id())
                .setTask(entry.task())
                .setText(entry.text())
                .setImages(images)
                .setReference(entry.reference().orElse(null))
                .setRules(entry.rules().orElse(null))
                .setCategory(entry.category().orElse(null))
                .setColumns(entry.columns())
                .setSystem(entry.system().orElse(null))
                .build();
    }

    /**
     * Refuses what does not fit: a prompt stands in each of its trajectories, which have more to hold.
     *
     * @throws IllegalArgumentException if its texts are too long
     */
    public static void requireRoom(FeedEntry entry) {
        long bytes = bytes(entry.id())
                + bytes(entry.text())
                + bytes(entry.reference().orElse(""))
                + bytes(entry.rules().orElse(""))
                + bytes(entry.category().orElse(""))
                + bytes(entry.system().orElse(""));
        for (Map.Entry<String, String> column : entry.columns().entrySet()) {
            bytes += bytes(column.getKey()) + bytes(column.getValue());
        }
        if (bytes > MAX_PROMPT_BYTES) {
            throw new IllegalArgumentException("its texts have " + bytes + " bytes, at most " + MAX_PROMPT_BYTES
                    + " can be published; shorten problem, answer or rules");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
