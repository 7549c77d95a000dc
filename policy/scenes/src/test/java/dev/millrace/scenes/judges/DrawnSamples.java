package dev.millrace.scenes.judges;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.streams.scoring.Sample;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Samples of drawn images for tests. */
final class DrawnSamples {

    private DrawnSamples() {}

    /** A sample whose output is an image. */
    static Sample drawn(Task task, String prompt, @Nullable String reference, @Nullable String rules, String sha256) {
        Prompt asked = Prompt.newBuilder()
                .setRunId("demo")
                .setPromptId("p")
                .setTask(task)
                .setText(prompt)
                .setReference(reference)
                .setRules(rules)
                .build();
        return new Sample(
                new TrajectoryId(new GroupId("demo/0/0"), 0),
                asked,
                "",
                Optional.of(new ImageRef(sha256, "image/png")));
    }
}
