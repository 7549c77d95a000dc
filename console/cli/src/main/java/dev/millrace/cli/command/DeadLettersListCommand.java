package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.monitoring.deadletters.DeadLetter;
import dev.millrace.monitoring.deadletters.DeadLetterBox;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dead-letters list}. */
@Command(
        name = "list",
        description = {
            "Print the dead letters: where each lies, where its record comes from, and why it was set aside.",
            "A record that several roles could not read has several. "
                    + "Of one that was too large to be kept there is a stub, with its size and digest; it cannot be put back."
        })
final class DeadLettersListCommand extends PrintingCommand {

    @Option(names = "--topic", paramLabel = "NAME", description = "Only records of this topic, by its full name.")
    private String topic = "";

    @Option(names = "--last", paramLabel = "N", defaultValue = "50", description = "Only the last N. Default: 50")
    private int last;

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        List<DeadLetter> letters = new DeadLetterBox(
                        settings.kafka().connection(), settings.kafka().topics())
                .read().stream()
                        .filter(letter -> topic.isEmpty() || letter.topic().equals(topic))
                        .toList();
        List<DeadLetter> shown =
                letters.stream().skip(Math.max(0, letters.size() - last)).toList();
        shown.forEach(this::tell);
        out().println(letters.size() + " dead letters of "
                + letters.stream().map(DeadLetter::origin).distinct().count() + " records");
        out().flush();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        shown.forEach(letter -> json.addObject()
                .put("position", letter.position())
                .put("origin", letter.origin())
                .put("bytes", letter.size())
                .put("kept", !letter.isStub())
                .put("exception", letter.exception())
                .put("message", letter.message()));
        print(json);
        return 0;
    }

    private void tell(DeadLetter letter) {
        String name = letter.exception().substring(letter.exception().lastIndexOf('.') + 1);
        out().println(String.format(
                Locale.ROOT,
                "%s  of %s, %d bytes%s: %s: %s",
                letter.position(),
                letter.origin(),
                letter.size(),
                letter.isStub() ? " (not kept: a stub, SHA-256 " + letter.digest() + ")" : "",
                name,
                letter.message().replaceAll("\\s*\\R\\s*", "; ")));
    }
}
