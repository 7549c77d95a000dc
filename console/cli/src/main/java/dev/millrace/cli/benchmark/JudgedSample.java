package dev.millrace.cli.benchmark;

import dev.millrace.cli.scorers.SampleTrajectory;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a judge is shown.
 *
 * @param row that it answers
 * @param question as the judge reads it, with or without marks for the images of the row
 * @param text that was answered; empty where an image was drawn
 * @param drawn image; empty where a text was answered
 */
record JudgedSample(DatasetEntry row, String question, String text, Optional<EncodedImage> drawn) {

    /** As a scorer reads it, a group of its own. */
    Trajectory trajectory(long group) {
        List<ImageRef> shown =
                row.images().stream().map(JudgedSample::reference).toList();
        Prompt prompt = Prompt.newBuilder()
                .setRunId(SampleTrajectory.RUN)
                .setPromptId(row.id())
                .setTask(Task.valueOf(row.task().name()))
                .setText(question)
                .setImages(shown)
                .setReference(row.answer().orElse(null))
                .setCategory(row.category().orElse(null))
                .build();
        return SampleTrajectory.of(
                prompt, group, 0, 1, text, drawn.map(JudgedSample::reference).orElse(null));
    }

    private static ImageRef reference(EncodedImage image) {
        return new ImageRef(image.digest().sha256(), image.mediaType());
    }

    /** Adds the images that it refers to, by SHA-256. */
    void addImages(Map<String, byte[]> images) {
        row.images().forEach(image -> images.put(image.digest().sha256(), image.toBytes()));
        drawn.ifPresent(image -> images.put(image.digest().sha256(), image.toBytes()));
    }
}
