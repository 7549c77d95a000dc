package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.scorers.SampleGroup;
import dev.millrace.cli.scorers.SampleSource;
import dev.millrace.cli.scorers.Trial;
import dev.millrace.cli.scorers.TrialVerdict;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.replay.credit.RescoredImages;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.OfflineScoring;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scorers try}. */
@Command(
        name = "try",
        description = {
            "Ask a scorer about samples of a file, and print what it says of each.",
            "The file holds groups as export writes them, or samples, one a line:",
            "  {\"problem\": \"2 + 2 = ?\", \"answer\": \"4\", \"response\": \"It is 4\"}",
            "Beside these a sample may have images (paths from the file's folder), drawn, responses (several), id, category, task, rules, and columns of the data set.",
            "Exits with 1 where the scorer fails for all of them."
        })
final class ScorersTryCommand extends PrintingCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "A declared scorer, or a type whose defaults do.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String name;

    @Parameters(index = "1", paramLabel = "FILE", description = "Groups (.jsonl, .avro) or samples (.jsonl).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path file;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "100",
            description = "About how many samples it is asked at most. Default: ${DEFAULT-VALUE}")
    private int most;

    @Override
    int run(MillraceConfig settings) throws Exception {
        if (most < 1) {
            throw new UsageException("--most must be at least 1, not " + most);
        }
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        Clock clock = Clock.systemUTC();
        RescoredImages images = new RescoredImages();
        ScorerConfig declared = declared(settings);
        ScorerContext context = new ScorerContext(name, new LoggedImages(images), clock);
        Trial trial = new Trial();
        Instant begun = clock.instant();
        boolean all;
        try (SampleSource source = SampleSource.open(file, new InputNotes(line -> say("warning: " + line)));
                OfflineScoring scoring = new OfflineScoring(
                        ScorerTypes.found().make(name, declared, context), declared, settings.scorer(), clock)) {
            all = ask(source, scoring, images, trial);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        say(trial.summary(Duration.between(begun, clock.instant()))
                + (all ? "" : " (the first of the file; --most asks about more)"));
        if (isJsonAsked()) {
            write(toJson(trial));
        }
        return trial.failedForAll() ? 1 : 0;
    }

    /** Whether the file came to its end. */
    private boolean ask(SampleSource source, OfflineScoring scoring, RescoredImages images, Trial trial)
            throws InterruptedException {
        for (Optional<SampleGroup> next = source.next(); next.isPresent(); next = source.next()) {
            if (trial.samples() >= most) {
                return false;
            }
            SampleGroup group = next.get();
            images.readFrom(group.images());
            for (Score score : scoring.score(group.samples())) {
                TrialVerdict verdict = trial.add(group.where(), score);
                say(verdict.line());
            }
        }
        return true;
    }

    private ScorerConfig declared(MillraceConfig settings) {
        try {
            return settings.declared(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String toJson(Trial trial) throws IOException {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(trial.verdicts());
    }
}
