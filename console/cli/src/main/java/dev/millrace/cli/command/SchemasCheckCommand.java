package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import picocli.CommandLine.Command;

/** {@code schemas check}. */
@Command(name = "check", description = "Check that the schemas of all topics are registered, and change nothing.")
final class SchemasCheckCommand extends SchemaIdsCommand {

    @Override
    int run(MillraceConfig settings) {
        printIds(new Provisioning(settings.kafka()).checkSchemas());
        return 0;
    }
}
