package dev.millrace.console.command;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.registry.SchemaRegistration;
import picocli.CommandLine.Command;

/** {@code schemas register}. */
@Command(
        name = "register",
        description = "Register the schemas of all topics, FULL_TRANSITIVE; one that is there keeps its id.")
final class SchemasRegisterCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection(), Patience.ADDRESS).checkRegistry();
        try (SchemaRegistration schemas =
                new SchemaRegistration(kafka.connection(), kafka.catalogue(), Patience.ADDRESS)) {
            schemas.registerAll().forEach((subject, id) -> out().printf("%-34s id %d%n", subject, id));
            out().flush();
        }
        return 0;
    }
}
