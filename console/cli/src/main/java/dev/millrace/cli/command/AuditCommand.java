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
import java.nio.file.Path;
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
            "It needs the settings that the run has used: give --config its configuration, or --run its folder. With"
                    + " others, and for a run that is not there, the exit code is 2."
        })
public final class AuditCommand extends PrintingCommand {

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Folder of a run that is over, of a demo or of up: its broker is started for the audit, and its"
                            + " own settings are used, unless --config is given.")
    private @Nullable Path run;

    @Option(
            names = "--drained",
            description = "The run has come to rest, so that a pending trajectory is a breach as well.")
    private boolean drained;

    @Override
    Optional<Path> ownConfig() {
        return Optional.ofNullable(run).flatMap(RunData::config);
    }

    @Override
    int run(MillraceConfig settings) {
        if (run == null) {
            return audit(settings, settings.kafka());
        }
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(RunData.existing(run)))) {
            KafkaConfig here = settings.kafka()
                    .at(
                            stack.connection().bootstrapServers(),
                            stack.connection().registryUrl());
            return audit(settings, here);
        }
    }

    private int audit(MillraceConfig settings, KafkaConfig kafka) {
        new Preflight(kafka.connection()).check();
        AuditReport report = report(settings, kafka);
        out().println();
        out().println("audit of run " + report.runId() + (report.live() ? ", which goes on" : ""));
        report.lines().forEach(out()::println);
        out().println(report.holds() ? "every promise holds" : "a promise is broken");
        out().flush();
        write(report.toJson());
        return report.holds() ? 0 : 1;
    }

    private AuditReport report(MillraceConfig settings, KafkaConfig kafka) {
        TopicScan scan =
                new TopicScan(kafka.connection(), kafka.topics(), settings.run().id(), topic -> {
                    out().println("reading " + topic);
                    out().flush();
                });
        try (Evidence evidence = scan.gather()) {
            requireRun(evidence, kafka);
            requireSettings(evidence, settings);
            return AuditReport.of(evidence, RunAudit.settings(settings, drained));
        }
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
