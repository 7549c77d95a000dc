package dev.millrace.cli.command;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.replay.grouplog.LogRange;
import dev.millrace.replay.grouplog.LogSnapshot;
import dev.millrace.replay.grouplog.TopicGroups;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands share that read groups from topics: where the topics are, and which groups are meant. */
final class TopicOptions {

    private static final Pattern OFFSETS = Pattern.compile("(\\d+):(\\d+)-(\\d+)");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            order = 40,
            description =
                    "Folder of a run that is over, of a demo or of up: its broker runs while the command does, and its"
                            + " own settings are used, unless --config is given.")
    private @Nullable Path run;

    @Option(
            names = "--from-time",
            paramLabel = "TIME",
            order = 41,
            description = "Groups whose first trajectory was written at this time or later, as 2026-01-31T12:00:00Z.")
    private @Nullable String fromTime;

    @Option(names = "--until-time", paramLabel = "TIME", order = 42, description = "… before this time.")
    private @Nullable String untilTime;

    @Option(
            names = "--offsets",
            paramLabel = "P:A-B",
            order = 43,
            description =
                    "Groups whose first trajectory lies in partition P of the trajectories topic, from offset A to"
                            + " before B. May be repeated; other partitions are left out then.")
    private List<String> offsets = new ArrayList<>();

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            order = 44,
            defaultValue = "60",
            description = "How long after a group closed its late scores are waited for, in the time of the log."
                    + " Default: ${DEFAULT-VALUE}")
    private int lingerSeconds;

    /** Work that needs the topics. */
    @FunctionalInterface
    interface TopicWork {
        int run(KafkaConfig kafka) throws Exception;
    }

    /** The settings of the run whose folder was given. */
    Optional<Path> config() {
        return Optional.ofNullable(run).flatMap(RunData::config);
    }

    /** Runs work with the topics of the settings, or with those of {@code --run}. */
    int with(MillraceConfig settings, TopicWork work) throws Exception {
        if (run == null) {
            return work.run(settings.kafka());
        }
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(RunData.existing(run)))) {
            return work.run(settings.kafka()
                    .at(
                            stack.connection().bootstrapServers(),
                            stack.connection().registryUrl()));
        }
    }

    /** The groups that are meant. */
    TopicGroups open(MillraceConfig settings, KafkaConfig kafka, Optional<LogSnapshot> snapshot) {
        return TopicGroups.open(
                kafka.connection(),
                kafka.topics(),
                settings.run().id(),
                range(),
                Duration.ofSeconds(lingerSeconds),
                snapshot);
    }

    /** All that tells one choice of groups from another. */
    String words(MillraceConfig settings) {
        return "run " + settings.run().id() + ", prefix '" + settings.kafka().topicPrefix() + "', from " + fromTime
                + ", until " + untilTime + ", offsets " + offsets + ", linger " + lingerSeconds + " s";
    }

    private LogRange range() {
        SortedMap<Integer, LogRange.Offsets> byPartition = new TreeMap<>();
        for (String text : offsets) {
            Matcher matcher = OFFSETS.matcher(text);
            if (!matcher.matches()) {
                throw new UsageException("--offsets " + text + " must have the form P:A-B, for instance 0:1000-2000");
            }
            try {
                byPartition.put(
                        Integer.valueOf(matcher.group(1)),
                        new LogRange.Offsets(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--offsets " + text + ": " + e.getMessage(), e);
            }
        }
        try {
            return new LogRange(time("--from-time", fromTime), time("--until-time", untilTime), byPartition);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new UsageException(option + " " + text + " must have the form 2026-01-31T12:00:00Z", e);
        }
    }
}
