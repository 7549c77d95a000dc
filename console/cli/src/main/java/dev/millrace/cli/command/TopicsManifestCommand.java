package dev.millrace.cli.command;

import dev.millrace.runtime.access.Manifests;
import dev.millrace.runtime.config.MillraceConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code topics manifest}. */
@Command(
        name = "manifest",
        description = {
            "Print the catalogue of topics as KafkaTopic objects of Strimzi, in YAML. No broker is asked.",
            "Where Strimzi's operator keeps the topics, it makes them, and `topics create` is not used."
        })
final class TopicsManifestCommand extends SettingsCommand {

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            order = 10,
            description = "The Kafka object that the topics belong to. Default: millrace")
    private String cluster = "millrace";

    @Override
    int run(MillraceConfig settings) {
        out().print(new Manifests(cluster).topics(settings.kafka().catalogue()));
        out().flush();
        return 0;
    }
}
