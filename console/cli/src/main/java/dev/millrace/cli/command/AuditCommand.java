package dev.millrace.cli.command;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.TopicScan;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}. */
@Command(
        name = "audit",
        description = {
            "Check the promises of the design from the topics of a run alone, while it runs or after.",
            "Prints a table; exit code 1 when a promise is broken, with the ids concerned.",
            "It needs the settings that the run has used: give --config its configuration, or --data its folder. With"
                    + " others, and for a run that is not there, the exit code is 2."
        })
public final class AuditCommand extends SettingsCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CONFIG = "config.yaml";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "Folder of a demo, or of a local stack, that is not running: its broker is started for the audit.",
                "A demo's own configuration is used then, unless --config is given."
            })
    private @Nullable Path data;

    @Option(
            names = "--drained",
            description = "The run has come to rest, so that a pending trajectory is a breach as well.")
    private boolean drained;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result as JSON.")
    private @Nullable Path json;

    @Override
    Optional<Path> ownConfig() {
        return Optional.ofNullable(data).map(folder -> folder.resolve(CONFIG)).filter(Files::isRegularFile);
    }

    @Override
    int run(MillraceConfig settings) throws IOException {
        if (data == null) {
            return audit(settings, settings.kafka());
        }
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(stackFolder(data)))) {
            KafkaConfig here = settings.kafka()
                    .at(
                            stack.connection().bootstrapServers(),
                            stack.connection().registryUrl());
            return audit(settings, here);
        }
    }

    /** A demo keeps its stack in a folder of its own folder. */
    private static Path stackFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + "; give that of a demo or of a local stack");
        }
        Path inside = folder.resolve("data");
        return Files.isDirectory(inside) ? inside : folder;
    }

    private int audit(MillraceConfig settings, KafkaConfig kafka) throws IOException {
        new Preflight(kafka.connection(), PATIENCE).check();
        Evidence evidence = new TopicScan(
                        kafka.connection(), kafka.topics(), settings.run().id(), topic -> {
                            out().println("reading " + topic);
                            out().flush();
                        })
                .gather();
        requireRun(evidence, kafka);
        requireSettings(evidence, settings);
        AuditReport report = AuditReport.of(evidence, RunAudit.settings(settings, drained));
        out().println();
        out().println("audit of run " + report.runId() + (report.live() ? ", which goes on" : ""));
        report.lines().forEach(out()::println);
        out().println(report.holds() ? "every promise holds" : "a promise is broken");
        out().flush();
        if (json != null) {
            Files.writeString(json, report.toJson() + "\n");
        }
        return report.holds() ? 0 : 1;
    }

    /** Nothing was looked at is no pass. */
    private static void requireRun(Evidence evidence, KafkaConfig kafka) {
        if (evidence.isEmpty()) {
            throw new UsageException("the topics " + kafka.topics().prefix() + "* hold nothing of run " + evidence.run()
                    + (evidence.others().isEmpty()
                            ? ", nor of any other"
                            : "; known runs: " + String.join(", ", evidence.others()))
                    + "; give the run's id by -s run.id=ID");
        }
    }

    /** Under other settings sound numbers look broken, and broken ones might look sound. */
    private static void requireSettings(Evidence evidence, MillraceConfig settings) {
        SortedSet<String> others = new TreeSet<>(evidence.settingsDigests());
        others.remove(settings.credit().digest());
        if (!others.isEmpty()) {
            throw new UsageException("run " + evidence.run() + " was made with other settings of reward, advantage or"
                    + " reshaping (digest " + String.join(", ", others) + ") than those given (digest "
                    + settings.credit().digest() + "); give --config the configuration that it has used");
        }
    }
}
