package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.replay.compare.Comparison;
import dev.millrace.replay.compare.ComparisonBuilder;
import dev.millrace.replay.compare.ComparisonPlots;
import dev.millrace.replay.compare.ComparisonTable;
import dev.millrace.replay.credit.Replay;
import dev.millrace.replay.credit.ReplaySettings;
import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compare}. */
@Command(
        name = "compare",
        description = {
            "Compare two settings, A and B, on the same logged groups: how far rewards and advantages agree.",
            "Both begin with --config and -s; --a and --b say what is different, for instance:",
            "  compare --input groups.jsonl --b reshaping.method=prpo"
        })
public final class CompareCommand extends PrintingCommand {

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of groups, ending in .jsonl or .avro.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "--topics", description = "Read the topics of the run instead of files.")
    private boolean fromTopics;

    @Option(names = "--a", paramLabel = "KEY=VALUE", description = "A setting of A alone. May be repeated.")
    private List<String> onlyA = new ArrayList<>();

    @Option(names = "--b", paramLabel = "KEY=VALUE", description = "A setting of B alone. May be repeated.")
    private List<String> onlyB = new ArrayList<>();

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of the groups that differ most are shown. Default: ${DEFAULT-VALUE}")
    private int most;

    @Option(names = "--plots", paramLabel = "DIR", description = "Also draw advantages.png and mass.png into a folder.")
    private @Nullable Path plots;

    @Option(
            names = "--missing-scores",
            paramLabel = "error|policy",
            defaultValue = "error",
            description = "What a missing score of a foreign group is: an error, or left to assembly.policy.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private ReplaySettings.Missing missing;

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Override
    Optional<Path> ownConfig() {
        return topics.config();
    }

    @Override
    int run(MillraceConfig settings) throws Exception {
        if (fromTopics != inputs.isEmpty()) {
            throw new UsageException("give either files with --input, or --topics");
        }
        if (onlyA.isEmpty() && onlyB.isEmpty()) {
            throw new UsageException("A and B are the same; give what is different with --a or --b");
        }
        if (most < 1) {
            throw new UsageException("--most must be at least 1, not " + most);
        }
        if (!fromTopics) {
            return compare(settings, settings.kafka());
        }
        return topics.with(settings, kafka -> {
            new Provisioning(kafka).check();
            return compare(settings, kafka);
        });
    }

    private int compare(MillraceConfig settings, KafkaConfig kafka) throws IOException {
        Replay a = replay(resolve(onlyA));
        Replay b = replay(resolve(onlyB));
        ComparisonBuilder builder = new ComparisonBuilder(most);
        ProgressLine progress = new ProgressLine(out(), Clock.systemUTC());
        InputNotes notes = new InputNotes(line -> out().println("warning: " + line));
        long groups = 0;
        try (GroupSource source =
                fromTopics ? topics.open(settings, kafka, Optional.empty()) : GroupFiles.open(inputs, notes)) {
            for (Optional<InputGroup> next = source.next(); next.isPresent(); next = source.next()) {
                builder.add(next.get().group(), a.outcome(next.get()), b.outcome(next.get()));
                progress.at("compared", -1, ++groups);
            }
        }
        Comparison comparison = builder.build();
        ComparisonTable.of(comparison).forEach(out()::println);
        if (notes.repetitions() > 0) {
            out().println("compared " + groups + " groups" + notes.ending());
        }
        out().flush();
        if (isJsonAsked()) {
            write(toJson(comparison));
        }
        if (plots != null) {
            ComparisonPlots.draw(plots, comparison, builder);
        }
        return 0;
    }

    private Replay replay(MillraceConfig settings) {
        return new Replay(new ReplaySettings(
                settings.assembly(),
                settings.credit(),
                ReplaySettings.Again.SETTLE,
                missing,
                null,
                settings.run().seed()));
    }

    private static String toJson(Comparison comparison) throws IOException {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(comparison);
    }
}
