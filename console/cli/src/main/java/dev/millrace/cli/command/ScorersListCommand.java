package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.scorers.ListingLines;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.ScorerListing;
import picocli.CommandLine.Command;

/** {@code scorers list}. */
@Command(
        name = "list",
        description = {
            "Print the types of scorers with the keys of their config and the defaults, and the declared scorers.",
            "The declared ones are those of --config and -s; jars in plugins/ add types."
        })
final class ScorersListCommand extends PrintingCommand {

    @Override
    int run(MillraceConfig settings) {
        ScorerListing listing = ScorerListing.of(settings);
        if (!isJsonPrinted()) {
            ListingLines.of(listing).forEach(out()::println);
            out().flush();
        }
        print(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build()
                .valueToTree(listing));
        return 0;
    }
}
