package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import picocli.CommandLine.Command;

/** {@code schemas register}. */
@Command(
        name = "register",
        description = "Register the schemas of all topics, FULL_TRANSITIVE; one that is there keeps its id.")
final class SchemasRegisterCommand extends SettingsCommand {

    @Override
    int run(MillraceConfig settings) {
        new Provisioning(settings.kafka()).registerSchemas().forEach((subject, id) -> out().printf(
                        "%-34s id %d%n", subject, id));
        out().flush();
        return 0;
    }
}
