package dev.millrace.console.demo;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.data.Datasets;
import dev.millrace.console.data.EvaluationItems;
import dev.millrace.console.data.FeedEntries;
import dev.millrace.console.data.ScenePrompts;
import dev.millrace.console.evaluate.EvaluationItem;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.workers.feeding.FeedEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a demo trains on and is judged by.
 *
 * @param training prompts that are fed round after round
 * @param heldOut prompts that are never fed
 */
public record DemoData(List<FeedEntry> training, List<EvaluationItem> heldOut) {

    /** Held-out scenes, where there is no data set to be judged by. */
    public static final int HELD_OUT_SCENES = 420;

    /** Scenes are drawn anew for every prompt of a run as long as they fit in memory. */
    private static final int MOST_TRAINING_SCENES = 16_384;

    public DemoData {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    /**
     * Reads or draws the prompts of a run.
     *
     * @param prompts data set to train on; empty for drawn scenes, as many as the run needs
     * @param eval data set to be judged by; empty for held-out scenes
     * @throws dev.millrace.console.UsageException if there is no such data set, or nothing in it can be answered
     */
    public static DemoData of(MillraceConfig settings, Optional<Path> prompts, Optional<Path> eval) {
        int wanted = settings.learner().totalSteps() * settings.learner().batchGroups() * 5 / 4;
        List<DatasetEntry> training = prompts.map(DemoData::answerable)
                .orElseGet(() -> ScenePrompts.training(settings.run().seed(), Math.min(wanted, MOST_TRAINING_SCENES)));
        List<DatasetEntry> heldOut =
                eval.map(DemoData::answerable).orElseGet(() -> ScenePrompts.heldOut(HELD_OUT_SCENES));
        return new DemoData(FeedEntries.of(training), EvaluationItems.of(heldOut));
    }

    private static List<DatasetEntry> answerable(Path file) {
        return Datasets.answerable(file, Datasets.read(file, false).entries());
    }
}
