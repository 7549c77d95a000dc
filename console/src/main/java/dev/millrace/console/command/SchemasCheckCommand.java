package dev.millrace.console.command;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.registry.SchemaRegistration;
import picocli.CommandLine.Command;

/** {@code schemas check}. */
@Command(name = "check", description = "Check that the schemas of all topics are registered, and change nothing.")
final class SchemasCheckCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection(), Patience.ADDRESS).checkRegistry();
        try (SchemaRegistration schemas =
                new SchemaRegistration(kafka.connection(), kafka.catalogue(), Patience.ADDRESS)) {
            schemas.checkAll().forEach((subject, id) -> out().printf("%-34s id %d%n", subject, id));
            out().flush();
        }
        return 0;
    }
}
