package dev.millrace.streams.scoring.judge;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.scoring.Sample;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Samples for a judge. */
final class JudgeSamples {

    private JudgeSamples() {}

    static ImageRef image(int number) {
        return new ImageRef(String.valueOf(number).repeat(64), "image/png");
    }

    static Sample sample(String question, String response, ImageRef... images) {
        return of(question, "4", response, List.of(images), Optional.empty());
    }

    static Sample drawn(String question, ImageRef drawn) {
        return of(question, "4", "", List.of(), Optional.of(drawn));
    }

    static Sample withoutReference(String question, String response) {
        return of(question, null, response, List.of(), Optional.empty());
    }

    private static Sample of(
            String question,
            @Nullable String reference,
            String response,
            List<ImageRef> images,
            Optional<ImageRef> drawn) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("run")
                .setPromptId("p")
                .setTask(drawn.isPresent() ? Task.GENERATION : Task.UNDERSTANDING)
                .setText(question)
                .setImages(images)
                .setReference(reference)
                .setCategory("sums")
                .build();
        return new Sample(new TrajectoryId(new GroupId("run/0/0"), 0), prompt, response, drawn);
    }
}
