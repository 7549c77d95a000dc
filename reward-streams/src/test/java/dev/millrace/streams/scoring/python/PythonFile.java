package dev.millrace.streams.scoring.python;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A file of rewards for tests, and scorers made of its functions. */
final class PythonFile {

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Path file;
    private PythonStyle style = PythonStyle.AUTO;
    private Map<String, Object> kwargs = Map.of();
    private boolean messages;
    private ImageForm form = ImageForm.NONE;
    private ReferencedImages images = new LoggedImages(EncodedImages.NONE);
    private Duration callTimeout = Duration.ofSeconds(10);
    private Duration startTimeout = Duration.ofSeconds(30);
    private String python = "python3";
    private int memoryMb = 4096;

    private PythonFile(Path file) {
        this.file = file;
    }

    /** Tests need python3 and nothing else; where it is not there they are skipped. */
    static void requirePython() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
                "there is no python3 on the path; rewards in Python are not tested here");
    }

    static PythonFile of(Path folder, String source) {
        try {
            return new PythonFile(Files.writeString(folder.resolve("rewards.py"), source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is there. */
    static PythonFile at(Path file) {
        return new PythonFile(file);
    }

    Path path() {
        return file;
    }

    PythonFile style(PythonStyle other) {
        style = other;
        return this;
    }

    PythonFile kwargs(Map<String, Object> other) {
        kwargs = other;
        return this;
    }

    PythonFile messages() {
        messages = true;
        return this;
    }

    PythonFile images(ReferencedImages other) {
        images = other;
        form = ImageForm.BYTES;
        return this;
    }

    PythonFile callTimeout(Duration other) {
        callTimeout = other;
        return this;
    }

    PythonFile startTimeout(Duration other) {
        startTimeout = other;
        return this;
    }

    PythonFile python(String other) {
        python = other;
        return this;
    }

    PythonFile memoryMb(int other) {
        memoryMb = other;
        return this;
    }

    Scorer scorer(String function) {
        return scorer(function, TIMEOUT);
    }

    /** @param timeout the scorer's */
    Scorer scorer(String function, Duration timeout) {
        PythonConfig config = new PythonConfig(
                file + ":" + function, style, python, kwargs, messages, form, callTimeout, startTimeout, memoryMb);
        return new PythonFactory().create(config, new ScorerContext("mine", images, Clock.systemUTC(), timeout, 1));
    }

    /** A group with these answers to a question whose answer is 3, one token a character. */
    static List<Sample> group(String... answers) {
        List<Sample> samples = new ArrayList<>();
        for (String answer : answers) {
            samples.add(new Sample(
                    new TrajectoryId(new GroupId("demo/0/7"), samples.size()),
                    prompt().build(),
                    answer,
                    Optional.empty(),
                    PackedInts.of(answer.chars().toArray()),
                    answers.length));
        }
        return samples;
    }

    static Prompt.Builder prompt() {
        return Prompt.newBuilder()
                .setRunId("demo")
                .setPromptId("sum-1")
                .setTask(Task.UNDERSTANDING)
                .setSystem("Answer with a number.")
                .setText("1 + 2")
                .setReference("3")
                .setCategory("sums")
                .setColumns(Map.of(
                        "solution", "\"three\"",
                        "data_source", "\"sums/easy\"",
                        "level", "2",
                        "extra_info", "{\"split\":\"train\"}"));
    }

    static Sample withImage(Sample sample, ImageRef image) {
        return new Sample(
                sample.id(),
                Prompt.newBuilder(sample.prompt()).setImages(List.of(image)).build(),
                sample.text(),
                sample.image(),
                sample.tokens(),
                sample.groupSize());
    }
}
