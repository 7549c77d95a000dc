package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.replay.exchange.FileFormat;
import dev.millrace.replay.export.Export;
import dev.millrace.replay.export.ExportState;
import dev.millrace.replay.grouplog.LogCounts;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.StopSignal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}. */
@Command(
        name = "export",
        description = {
            "Write the groups of a run from its topics to files: prompts, answers, scores, advantages.",
            "JSON lines or an Avro container, by the ending of the file; images lie beside it in images/, by hash.",
            "Stopped and started again, it goes on where it was. FILE.export.json holds the exact counts."
        })
public final class ExportCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(20);

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "File ending in .jsonl or .avro. May be repeated: all are written at once.")
    private List<Path> outputs = new ArrayList<>();

    @Option(names = "--restart", description = "Begin anew, replacing what lies there.")
    private boolean restart;

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Override
    Optional<Path> ownConfig() {
        return topics.config();
    }

    @Override
    int run(MillraceConfig settings) throws Exception {
        outputs.forEach(FileFormat::of);
        return topics.with(settings, kafka -> {
            new Provisioning(kafka).check();
            ProgressLine progress = new ProgressLine(out(), Clock.systemUTC());
            try (StopSignal signal = StopSignal.install(STOP)) {
                ExportState state = new Export(topics.words(settings), outputs, restart)
                        .run(
                                snapshot -> topics.open(settings, kafka, snapshot),
                                (share, groups) -> progress.at("exported", share, groups),
                                signal::isRequested);
                say(settings, state);
                return state.complete() ? 0 : StopSignal.EXIT_CODE;
            }
        });
    }

    private void say(MillraceConfig settings, ExportState state) {
        LogCounts counts = state.counts();
        if (!state.complete()) {
            out().println("stopped after " + state.groups() + " groups; started again, it goes on there");
        } else {
            out().println(state.groups() + " groups of run " + settings.run().id() + " with " + counts.trajectories()
                    + " trajectories: " + counts.experiences() + " to be trained, " + counts.dropped()
                    + " dropped whole, " + counts.open() + " still open");
            out().println(state.images() + " images"
                    + (state.missingImages() == 0 ? "" : ", " + state.missingImages() + " no longer in the log") + "; "
                    + counts.records() + " records read, " + counts.unreadable() + " of them unreadable; "
                    + counts.lateScores() + " late scores, " + counts.lateScoresLeftOut()
                    + " more came after --linger");
            out().println(String.join(", ", outputs.stream().map(Path::toString).toList()));
        }
        out().flush();
        print(JsonNodeFactory.instance
                .objectNode()
                .put("complete", state.complete())
                .put("groups", state.groups())
                .put("trajectories", counts.trajectories())
                .put("to_be_trained", counts.experiences())
                .put("dropped", counts.dropped())
                .put("open", counts.open())
                .put("images", state.images())
                .put("missing_images", state.missingImages())
                .put("records", counts.records())
                .put("unreadable", counts.unreadable())
                .put("late_scores", counts.lateScores()));
    }
}
