package dev.millrace.cli.experiment;

import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Prompts of an experiment.
 *
 * @param name in results and tables
 * @param training data set to train on; empty for drawn scenes in the shifted style
 * @param heldOut data set to be judged by; empty for held-out scenes
 */
public record ExperimentData(String name, Optional<Path> training, Optional<Path> heldOut) {

    /** Drawn scenes, which need no file. */
    public static final ExperimentData SCENES = new ExperimentData("scenes", Optional.empty(), Optional.empty());

    /**
     * Reads {@code NAME=TRAIN,TEST}, two files, or {@code scenes}.
     *
     * @throws UsageException if it is neither
     */
    public static ExperimentData parse(String text) {
        if (text.equals(SCENES.name())) {
            return SCENES;
        }
        String[] parts = text.split("=", 2);
        String[] files = parts.length == 2 ? parts[1].split(",", -1) : new String[0];
        if (files.length != 2 || !parts[0].matches("[a-z0-9_-]+")) {
            throw new UsageException("--data must be " + SCENES.name()
                    + " or NAME=TRAIN.jsonl,TEST.jsonl with a name of small letters, not '" + text + "'");
        }
        return new ExperimentData(parts[0], Optional.of(Path.of(files[0])), Optional.of(Path.of(files[1])));
    }
}
