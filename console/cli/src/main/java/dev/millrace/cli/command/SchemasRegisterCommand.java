package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import picocli.CommandLine.Command;

/** {@code schemas register}. */
@Command(
        name = "register",
        description = "Register the schemas of all topics, FULL_TRANSITIVE; one that is there keeps its id.")
final class SchemasRegisterCommand extends SchemaIdsCommand {

    @Override
    int run(MillraceConfig settings) {
        printIds(new Provisioning(settings.kafka()).registerSchemas());
        return 0;
    }
}
