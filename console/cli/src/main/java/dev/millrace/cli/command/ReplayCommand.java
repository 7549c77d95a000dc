package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.replay.credit.CreditVerification;
import dev.millrace.replay.credit.Replay;
import dev.millrace.replay.credit.ReplayCounts;
import dev.millrace.replay.credit.ReplaySettings;
import dev.millrace.replay.credit.RescoredImages;
import dev.millrace.replay.credit.Rescoring;
import dev.millrace.replay.credit.TopicSink;
import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupSink;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.replay.GroupOutcome;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.OfflineScoring;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}. */
@Command(
        name = "replay",
        description = {
            "Compute rewards and advantages of logged groups again: under other settings, by other scorers.",
            "Reads files of export, foreign JSON lines of that form, or the topics of a run; needs neither GPU nor policy.",
            "With --verify it compares instead of writing: the same settings give the same bits, or it exits with 1."
        })
public final class ReplayCommand extends PrintingCommand {

    private static final int SHOWN = 20;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of groups, ending in .jsonl or .avro.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "--topics", description = "Read the topics of the run instead of files.")
    private boolean fromTopics;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the groups with their new rewards and advantages, by the file's ending.")
    private @Nullable Path output;

    @Option(names = "--to-topics", description = "Publish them as the run of --run-as instead.")
    private boolean toTopics;

    @Option(names = "--run-as", paramLabel = "RUN", description = "Run of what is written. Default: that of the input")
    private @Nullable String runAs;

    @Option(names = "--verify", description = "Compare with what was logged, bit by bit; exit with 1 if it differs.")
    private boolean verify;

    @Option(
            names = "--rescore",
            paramLabel = "[NAME=]SCORER",
            description = "Ask this scorer again, and use what it says as the scores of NAME. May be repeated.")
    private List<String> rescored = new ArrayList<>();

    @Option(
            names = "--rerun",
            description = "Let every record come in again at its time and close groups by assembly.deadline, instead of"
                    + " taking what had come when a group closed.")
    private boolean rerun;

    @Option(
            names = "--missing-scores",
            paramLabel = "error|policy",
            defaultValue = "error",
            description = "What a missing score of a foreign group is: an error, or left to assembly.policy.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private ReplaySettings.Missing missing;

    @Option(
            names = "--baseline",
            description = "First read all files without computing anything, and compare the rates.")
    private boolean baseline;

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Override
    Optional<Path> ownConfig() {
        return topics.config();
    }

    @Override
    int run(MillraceConfig settings) throws Exception {
        checkArguments();
        if (!fromTopics && !toTopics) {
            return replay(settings, settings.kafka());
        }
        return topics.with(settings, kafka -> {
            Provisioning provisioning = new Provisioning(kafka);
            provisioning.check();
            if (toTopics) {
                provisioning.claimStore(line -> {
                    out().println(line);
                    out().flush();
                });
            }
            return replay(settings, kafka);
        });
    }

    private void checkArguments() {
        if (fromTopics != inputs.isEmpty()) {
            throw new UsageException("give either files with --input, or --topics");
        }
        if (!verify && output == null && !toTopics) {
            throw new UsageException("give a file with --out, or --to-topics, or --verify");
        }
        if (verify && (output != null || toTopics || !rescored.isEmpty() || rerun || runAs != null)) {
            throw new UsageException("--verify writes nothing and changes nothing: it goes with none of --out,"
                    + " --to-topics, --run-as, --rescore and --rerun");
        }
        if (toTopics && runAs == null) {
            throw new UsageException("--to-topics needs a new run: give --run-as");
        }
        if (output != null && inputs.contains(output)) {
            throw new UsageException("--out " + output + " is one of the inputs");
        }
        if (baseline && fromTopics) {
            throw new UsageException("--baseline compares with reading files, and goes with --input only");
        }
    }

    private int replay(MillraceConfig settings, KafkaConfig kafka) throws InterruptedException {
        Optional<Double> reading = baseline ? Optional.of(readOnly()) : Optional.empty();
        InputNotes notes = new InputNotes(this::warn);
        try (GroupSource source =
                        fromTopics ? topics.open(settings, kafka, Optional.empty()) : GroupFiles.open(inputs, notes);
                Rescoring rescoring = rescoring(settings)) {
            Replay replay = new Replay(new ReplaySettings(
                    settings.assembly(),
                    settings.credit(),
                    rerun ? ReplaySettings.Again.RERUN : ReplaySettings.Again.SETTLE,
                    missing,
                    runAs == null ? null : run(runAs),
                    settings.run().seed()));
            return verify
                    ? verify(
                            source,
                            replay,
                            new CreditVerification(settings.credit().digest()),
                            notes)
                    : write(source, rescoring, replay, kafka, reading, notes);
        }
    }

    private int write(
            GroupSource source,
            Rescoring rescoring,
            Replay replay,
            KafkaConfig kafka,
            Optional<Double> reading,
            InputNotes notes)
            throws InterruptedException {
        ReplayCounts counts = new ReplayCounts();
        ProgressLine progress = new ProgressLine(out(), Clock.systemUTC());
        long begun = System.nanoTime();
        try (GroupSink file = output == null ? null : GroupFiles.create(output);
                TopicSink topic = toTopics
                        ? TopicSink.open(kafka.connection(), kafka.topics(), run(String.valueOf(runAs)))
                        : null) {
            for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
                InputGroup input = next.get();
                LoggedGroup rescored = rescoring.rescore(input);
                LoggedGroup group = replay.replay(new InputGroup(rescored, input.where(), input.images()));
                if (file != null) {
                    file.write(group);
                }
                if (topic != null) {
                    requireNewRun(input.group(), group);
                    topic.write(group, fromTopics ? EncodedImages.NONE : input.images());
                }
                counts.add(group.getTrajectories().size(), group.getExperience(), group.getDrops());
                progress.at("replayed", -1, counts.groups());
            }
            if (file != null) {
                file.sync();
            }
            if (topic != null) {
                topic.finish();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        rescoring
                .failures()
                .forEach((name, failed) ->
                        warn(failed.scores() + " scores of " + name + " failed, first " + failed.first()));
        out().println("replayed " + counts.line() + notes.ending());
        print(JsonNodeFactory.instance
                .objectNode()
                .put("groups", counts.groups())
                .put("summary", counts.line())
                .put("seconds", seconds));
        out().println(rate("replay", counts.groups(), seconds));
        reading.ifPresent(alone ->
                out().printf(Locale.ROOT, "replaying takes %.2f times as long as reading alone%n", seconds / alone));
        out().flush();
        return 0;
    }

    private int verify(GroupSource source, Replay replay, CreditVerification verification, InputNotes notes) {
        long same = 0;
        long different = 0;
        long undecided = 0;
        ProgressLine progress = new ProgressLine(out(), Clock.systemUTC());
        for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
            LoggedGroup group = next.get().group();
            if (!CreditVerification.isSettled(group)) {
                undecided++;
                continue;
            }
            GroupOutcome again = replay.outcome(next.get());
            Optional<String> difference = verification.difference(group, again);
            if (difference.isEmpty()) {
                same++;
            } else {
                different++;
                if (different <= SHOWN) {
                    out().println("differs: " + group.getGroupId() + " ("
                            + next.get().where() + "): " + difference.get());
                }
            }
            progress.at("verified", -1, same + different);
        }
        if (different > SHOWN) {
            out().println("… and " + (different - SHOWN) + " more");
        }
        String rest = (undecided == 0 ? "" : "; " + undecided + " were never settled and cannot be compared")
                + notes.ending();
        if (same + different == 0) {
            out().println("nothing to verify" + rest);
        } else if (different == 0) {
            out().println("verified: " + same + " groups, bitwise equal" + rest);
        } else {
            out().println("not verified: " + different + " of " + (same + different) + " groups differ" + rest);
        }
        out().flush();
        print(JsonNodeFactory.instance
                .objectNode()
                .put("same", same)
                .put("different", different)
                .put("undecided", undecided));
        return different == 0 && same > 0 ? 0 : 1;
    }

    /** Reads everything as the replay does, and does nothing with it; gives the seconds. */
    private double readOnly() {
        long groups = 0;
        long begun = System.nanoTime();
        try (GroupSource source = GroupFiles.open(inputs, new InputNotes(line -> {}))) {
            while (source.next().isPresent()) {
                groups++;
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        out().println(rate("reading alone", groups, seconds));
        out().flush();
        return seconds;
    }

    private static String rate(String what, long groups, double seconds) {
        return String.format(
                Locale.ROOT, "%s: %d groups in %.1f s, %.0f groups/s", what, groups, seconds, groups / seconds);
    }

    private Rescoring rescoring(MillraceConfig settings) {
        Map<String, OfflineScoring> byName = new TreeMap<>();
        RescoredImages images = new RescoredImages();
        for (String each : rescored) {
            int equals = each.indexOf('=');
            String scorer = each.substring(equals + 1);
            byName.put(equals < 0 ? scorer : each.substring(0, equals), offline(settings, each, scorer, images));
        }
        return new Rescoring(byName, images);
    }

    private static OfflineScoring offline(MillraceConfig settings, String option, String name, RescoredImages images) {
        Clock clock = Clock.systemUTC();
        try {
            ScorerConfig declared = settings.declared(name);
            ScorerContext context = new ScorerContext(name, new LoggedImages(images), clock);
            return new OfflineScoring(
                    ScorerTypes.found().make(name, declared, context), declared, settings.scorer(), clock);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--rescore " + option + ": " + e.getMessage(), e);
        }
    }

    private static RunId run(String id) {
        try {
            return new RunId(id);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--run-as: " + e.getMessage(), e);
        }
    }

    private static void requireNewRun(LoggedGroup before, LoggedGroup now) {
        if (before.getRunId().equals(now.getRunId())) {
            throw new UsageException(
                    "run " + now.getRunId() + " is the run of the input; give a new one with --run-as");
        }
    }

    private void warn(String line) {
        out().println("warning: " + line);
        out().flush();
    }
}
