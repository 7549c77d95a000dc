package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.cli.reference.SettingsPage;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.SettingsReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config list}. */
@Command(
        name = "list",
        description = {
            "Print all settings with their sentences and defaults as a page in Markdown, as docs/settings.md has them.",
            "Those of plug-ins are among them."
        })
final class ConfigListCommand extends PrintingCommand {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the page there. Default: standard output")
    private @Nullable Path out;

    @Override
    int run(MillraceConfig settings) throws IOException {
        SettingsReference reference = SettingsReference.of(settings);
        String page = SettingsPage.of(reference);
        if (out == null) {
            out().print(page);
            out().flush();
        } else {
            Files.writeString(out, page);
        }
        if (isJsonAsked()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            reference
                    .all("")
                    .forEach(setting -> all.add(
                            SettingJson.of(setting, reference.valueOf(setting.key()), reference.below(setting.key()))));
            print(all);
        }
        return 0;
    }
}
