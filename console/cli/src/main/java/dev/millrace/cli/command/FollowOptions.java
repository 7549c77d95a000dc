package dev.millrace.cli.command;

import dev.millrace.cli.follow.FollowConfig;
import dev.millrace.learner.CheckpointConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.topic.EvaluatorName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code evaluate --follow}. */
final class FollowOptions {

    /** What an evaluator is called that has no other name. */
    static final String NAME = "held-out";

    @Option(
            names = "--follow",
            description = "Judge the versions of a run as they appear, on the same prompts, as a role of that run.")
    private boolean follow;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "With --follow: name of this evaluator, under which its results stand. Another data set is"
                    + " another evaluator. Default: " + NAME)
    private @Nullable String name;

    @Option(
            names = "--every",
            paramLabel = "N",
            description = "With --follow: only versions of every N steps. Default: learner.checkpoint.every where"
                    + " learner.checkpoint.keep_best is set, so that what is judged is what is saved; else 1")
    private @Nullable Integer every;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "With --follow: folder of the log, the resolved configuration and files of TensorBoard."
                    + " Default: runs/roles/RUN_ID. With --benchmark: folder of what it leaves, which is empty or not there."
                    + " Default: runs/benchmarks/NAME")
    private @Nullable Path out;

    /** Whether a run is followed. */
    boolean isAsked() {
        return follow;
    }

    /** An option that means nothing where it stands is a mistake, and not passed over. */
    void check(boolean benchmark) {
        goesAlong("--name", name != null);
        goesAlong("--every", every != null);
        goesAlong("--out", out != null && !benchmark);
    }

    private void goesAlong(String option, boolean isGiven) {
        if (isGiven && !follow) {
            throw new UsageException(
                    option + " goes with --follow" + (option.equals("--out") ? " or --benchmark" : ""));
        }
    }

    /** Where it writes. */
    Path folder(MillraceConfig settings) {
        return folder(Path.of("runs", "roles", settings.run().id().value()));
    }

    /** The same, with another one where none is asked for. */
    Path folder(Path otherwise) {
        return out == null ? otherwise : out;
    }

    /** @throws UsageException naming the option that is wrong */
    FollowConfig config(MillraceConfig settings, int average) {
        try {
            return new FollowConfig(
                    new EvaluatorName(name == null ? NAME : name),
                    every == null ? everyOf(settings) : every,
                    average,
                    settings.learner().weights().acceptance());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    static int everyOf(MillraceConfig settings) {
        CheckpointConfig saving = settings.learner().checkpoint();
        return saving.keepBest() > 0 ? saving.every() : 1;
    }
}
