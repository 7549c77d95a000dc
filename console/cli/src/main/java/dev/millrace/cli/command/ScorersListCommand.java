package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.scorers.ListingLines;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.ScorerListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scorers list}. */
@Command(
        name = "list",
        description = {
            "Print the types of scorers with the keys of their config and the defaults, and the declared scorers.",
            "The declared ones are those of --config and -s; jars in plugins/ add types."
        })
final class ScorersListCommand extends SettingsCommand {

    @Option(names = "--json", paramLabel = "FILE|-", description = "Write them as JSON to a file; - prints them.")
    private @Nullable Path json;

    @Override
    int run(MillraceConfig settings) throws IOException {
        ScorerListing listing = ScorerListing.of(settings);
        if (json == null) {
            ListingLines.of(listing).forEach(out()::println);
            out().flush();
            return 0;
        }
        String text = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(listing);
        if (json.toString().equals("-")) {
            out().println(text);
            out().flush();
        } else {
            Files.writeString(json, text + "\n");
        }
        return 0;
    }
}
