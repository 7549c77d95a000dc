package dev.millrace.cli.experiment;

import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.Sight;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prompts of an experiment.
 *
 * @param name in results and tables
 * @param training data set to train on; empty for drawn scenes in the shifted style
 * @param heldOut data set to be judged by; empty for held-out scenes
 * @param drawings prompts that ask for images, where no data set says them
 * @param sight which images drawn scenes are asked about with
 */
public record ExperimentData(
        String name, Optional<Path> training, Optional<Path> heldOut, DrawingPrompts drawings, Sight sight) {

    /** Drawn scenes, which need no file. */
    public static final ExperimentData SCENES = new ExperimentData("scenes", Optional.empty(), Optional.empty());

    /** Drawn scenes beside images that go against a prior of the policy. */
    public static final ExperimentData AGAINST_PRIOR = drawn("against-prior", DrawingPrompts.AGAINST_PRIOR, Sight.OWN);

    /** Drawn scenes asked about with another prompt's image: what is gained here is not seen. */
    public static final ExperimentData OTHERS_IMAGES = drawn("others-images", DrawingPrompts.ALL, Sight.OTHERS);

    /** The same with a black image. */
    public static final ExperimentData NO_IMAGES = drawn("no-images", DrawingPrompts.ALL, Sight.NONE);

    private static final List<ExperimentData> MADE = List.of(SCENES, AGAINST_PRIOR, OTHERS_IMAGES, NO_IMAGES);

    private static ExperimentData drawn(String name, DrawingPrompts drawings, Sight sight) {
        return new ExperimentData(name, Optional.empty(), Optional.empty(), drawings, sight);
    }

    /** Data sets, or drawn scenes and images of all kinds. */
    public ExperimentData(String name, Optional<Path> training, Optional<Path> heldOut) {
        this(name, training, heldOut, DrawingPrompts.ALL, Sight.OWN);
    }

    /** The same prompts under another name. */
    ExperimentData named(String other) {
        return new ExperimentData(other, training, heldOut, drawings, sight);
    }

    /**
     * The prompts of a run.
     *
     * @throws UsageException if the task does not go with them
     */
    DemoData prompts(DemoTask task, MillraceConfig settings) {
        if (sight == Sight.OWN) {
            return task == DemoTask.MIXED
                    ? DemoData.mixed(settings, drawings, training, heldOut, false)
                    : task.data(settings, training, heldOut, false);
        }
        if (task != DemoTask.UNDERSTANDING) {
            throw new UsageException("--data " + name + " is a control of answers; the experiment also draws");
        }
        return DemoData.blind(settings, sight);
    }

    /**
     * Reads {@code NAME=TRAIN,TEST}, two files, or the name of what is drawn, for instance {@code scenes}.
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
            throw new UsageException("--data must be "
                    + MADE.stream().map(ExperimentData::name).collect(Collectors.joining(", "))
                    + " or NAME=TRAIN.jsonl,TEST.jsonl with a name of small letters, not '" + text + "'");
        }
        return new ExperimentData(parts[0], Optional.of(Path.of(files[0])), Optional.of(Path.of(files[1])));
    }
}
