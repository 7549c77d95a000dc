package dev.millrace.cli.experiment;

import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Prompts of an experiment.
 *
 * @param name in results and tables
 * @param training data set to train on; empty for drawn scenes in the shifted style
 * @param heldOut data set to be judged by; empty for held-out scenes
 * @param drawings prompts that ask for images, where no data set says them
 */
public record ExperimentData(
        String name, Optional<Path> training, Optional<Path> heldOut, DrawingPrompts drawings) {

    /** Drawn scenes, which need no file. */
    public static final ExperimentData SCENES = new ExperimentData("scenes", Optional.empty(), Optional.empty());

    /** Drawn scenes beside images that go against a prior of the policy. */
    public static final ExperimentData AGAINST_PRIOR =
            new ExperimentData("against-prior", Optional.empty(), Optional.empty(), DrawingPrompts.AGAINST_PRIOR);

    private static final List<ExperimentData> MADE = List.of(SCENES, AGAINST_PRIOR);

    /** Data sets, or drawn scenes and images of all kinds. */
    public ExperimentData(String name, Optional<Path> training, Optional<Path> heldOut) {
        this(name, training, heldOut, DrawingPrompts.ALL);
    }

    /** The prompts of a run. */
    DemoData prompts(DemoTask task, MillraceConfig settings) {
        return task == DemoTask.MIXED
                ? DemoData.mixed(settings, drawings, training, heldOut, false)
                : task.data(settings, training, heldOut, false);
    }

    /**
     * Reads {@code NAME=TRAIN,TEST}, two files, or {@code scenes} or {@code against-prior}.
     *
     * @throws UsageException if it is neither
     */
    public static ExperimentData parse(String text) {
        for (ExperimentData made : MADE) {
            if (text.equals(made.name())) {
                return made;
            }
        }
        String[] parts = text.split("=", 2);
        String[] files = parts.length == 2 ? parts[1].split(",", -1) : new String[0];
        if (files.length != 2 || !parts[0].matches("[a-z0-9_-]+")) {
            throw new UsageException("--data must be " + SCENES.name() + ", " + AGAINST_PRIOR.name()
                    + " or NAME=TRAIN.jsonl,TEST.jsonl with a name of small letters, not '" + text + "'");
        }
        return new ExperimentData(parts[0], Optional.of(Path.of(files[0])), Optional.of(Path.of(files[1])));
    }
}
