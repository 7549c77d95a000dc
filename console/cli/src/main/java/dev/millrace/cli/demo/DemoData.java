package dev.millrace.cli.demo;

import dev.millrace.cli.data.Datasets;
import dev.millrace.cli.data.DrawingItems;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.data.Sight;
import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.follow.Examination;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.workers.feeding.FeedEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a demo trains on and is judged by.
 *
 * @param training prompts that are fed round after round
 * @param heldOut questions that are never fed
 * @param drawings prompts that ask for images and are never fed; none for a demo of answers
 */
public record DemoData(List<FeedEntry> training, List<EvaluationItem> heldOut, List<DrawingItem> drawings) {

    /** Held-out scenes, where there is no data set to be judged by. */
    public static final int HELD_OUT_SCENES = 420;

    /** Scenes are drawn anew for every prompt of a run as long as they fit in memory. */
    private static final int MOST_TRAINING_SCENES = 16_384;

    /** Held-out prompts of each category that ask for images. */
    private static final int HELD_OUT_DRAWINGS = 40;

    /** Of the held-out prompts, those that versions are judged on while a demo trains. */
    private static final int SAMPLED_QUESTIONS = 140;

    private static final int SAMPLED_DRAWINGS = 36;
    private static final long SAMPLE = 0x5341_4d50L;

    /** Share of drawn prompts that ask for images, whose rewards are rarer and less certain than those of answers. */
    private static final double DRAWN_SHARE = 0.75;

    public DemoData {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        drawings = List.copyOf(drawings);
    }

    /** Of answers alone. */
    public DemoData(List<FeedEntry> training, List<EvaluationItem> heldOut) {
        this(training, heldOut, List.of());
    }

    /**
     * Reads or draws the prompts of a run.
     *
     * @param prompts data set to train on; empty for drawn scenes, as many as the run needs
     * @param eval data set to be judged by; empty for held-out scenes
     * @param skipBad whether rows are left out that cannot be read or that the policy would refuse
     * @throws dev.millrace.schemas.failure.UsageException if there is no such data set, or nothing in it can be answered
     */
    public static DemoData of(MillraceConfig settings, Optional<Path> prompts, Optional<Path> eval, boolean skipBad) {
        int wanted = settings.learner().totalSteps() * settings.learner().batchGroups() * 5 / 4;
        ScenePrompts scenes = scenes(settings);
        List<FeedEntry> training = prompts.map(file -> FeedEntries.of(answerable(settings, file, skipBad)))
                .orElseGet(() -> scenes.fed(settings.run().seed(), Math.min(wanted, MOST_TRAINING_SCENES)));
        List<DatasetEntry> heldOut =
                eval.map(file -> answerable(settings, file, skipBad)).orElseGet(() -> scenes.heldOut(HELD_OUT_SCENES));
        return new DemoData(training, EvaluationItems.of(heldOut));
    }

    /** Scenes that are fed and judged with the images that a control says, as many as {@link #of} draws. */
    public static DemoData blind(MillraceConfig settings, Sight sight) {
        int wanted = settings.learner().totalSteps() * settings.learner().batchGroups() * 5 / 4;
        ScenePrompts scenes = scenes(settings);
        return new DemoData(
                scenes.fed(settings.run().seed(), Math.min(wanted, MOST_TRAINING_SCENES), sight),
                EvaluationItems.of(scenes.heldOut(HELD_OUT_SCENES, sight)));
    }

    /**
     * How many prompts a run that answers and draws has where they are drawn.
     *
     * @param questions that ask for an answer
     * @param drawings that ask for an image: three of four
     */
    public record Counts(int questions, int drawings) {

        /** As many as a run of these settings needs. */
        public static Counts of(MillraceConfig settings) {
            int wanted = Math.min(
                    settings.learner().totalSteps() * settings.learner().batchGroups() * 5 / 4, MOST_TRAINING_SCENES);
            int drawn = (int) (wanted * DRAWN_SHARE);
            return new Counts(wanted - drawn, drawn);
        }
    }

    /**
     * Reads or draws the prompts of a run that answers and draws.
     *
     * @param made which prompts that ask for images are drawn
     * @param prompts data set to train on; empty for drawn scenes and prompts that ask for such, as many as the run needs
     * @param eval data set to be judged by; empty for held-out scenes and prompts
     * @param skipBad whether rows are left out that cannot be read or that the policy would refuse
     * @throws dev.millrace.schemas.failure.UsageException if there is no such data set, or it lacks one of both
     */
    public static DemoData mixed(
            MillraceConfig settings,
            DrawingPrompts made,
            Optional<Path> prompts,
            Optional<Path> eval,
            boolean skipBad) {
        Counts counts = Counts.of(settings);
        ScenePrompts scenes = scenes(settings);
        List<DatasetEntry> training = prompts.map(file -> Datasets.mixed(file, entries(settings, file, skipBad)))
                .orElseGet(() -> concat(
                        scenes.training(settings.run().seed(), counts.questions()),
                        made.training(settings.run().seed(), counts.drawings())));
        List<DatasetEntry> heldOut = eval.map(file -> Datasets.mixed(file, entries(settings, file, skipBad)))
                .orElseGet(() -> concat(scenes.heldOut(HELD_OUT_SCENES), made.heldOut(HELD_OUT_DRAWINGS)));
        return new DemoData(FeedEntries.of(training), EvaluationItems.of(heldOut), DrawingItems.of(heldOut));
    }

    /**
     * A few of what it is judged by, for versions that are judged while it trains: enough to see where it goes, and few enough to
     * leave the machine to the training. The same ones for every run.
     */
    public Examination sample(MillraceConfig settings) {
        return Examination.of(settings, drawn(heldOut, SAMPLED_QUESTIONS), drawn(drawings, SAMPLED_DRAWINGS));
    }

    /** So many at most: drawn, as data sets come in turns of categories or in one after the other. */
    private static <T> List<T> drawn(List<T> items, int most) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(SAMPLE));
        return shuffled.subList(0, Math.min(most, shuffled.size()));
    }

    private static ScenePrompts scenes(MillraceConfig settings) {
        return ScenePrompts.of(Policies.describe(Policies.find(settings.policy())));
    }

    private static List<DatasetEntry> concat(List<DatasetEntry> first, List<DatasetEntry> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<DatasetEntry> answerable(MillraceConfig settings, Path file, boolean skipBad) {
        return Datasets.answerable(file, entries(settings, file, skipBad));
    }

    private static List<DatasetEntry> entries(MillraceConfig settings, Path file, boolean skipBad) {
        return Datasets.entries(settings, Policies.find(settings.policy()), file, skipBad);
    }
}
