package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.deadletters.DeadLetter;
import dev.millrace.monitoring.deadletters.DeadLetterBox;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dead-letters reinject}. */
@Command(
        name = "reinject",
        description = {
            "Put records back on the topics they come from, after what was wrong is repaired.",
            "Each is put back once, however many dead letters name it; what is still bad comes here again.",
            "A prompt becomes a new group. A trajectory whose group is closed is dropped."
        })
final class DeadLettersReinjectCommand extends PrintingCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "ORIGIN",
            description = "Where the records come from, as list prints it, for instance millrace.scores-2@17.")
    private List<String> origins = new ArrayList<>();

    @Override
    int run(MillraceConfig settings) {
        new Preflight(settings.kafka().connection()).checkBroker();
        DeadLetterBox box = new DeadLetterBox(
                settings.kafka().connection(), settings.kafka().topics());
        Map<String, DeadLetter> byOrigin = new LinkedHashMap<>();
        box.read().forEach(letter -> byOrigin.putIfAbsent(letter.origin(), letter));
        for (String origin : origins) {
            DeadLetter letter = byOrigin.get(origin);
            if (letter == null) {
                throw new UsageException("no dead letter comes from " + origin + "; see millrace dead-letters list");
            }
            if (letter.isStub()) {
                throw new UsageException("the record of " + origin + " had " + letter.size()
                        + " bytes, too many to be kept; of a stub nothing can be put back");
            }
        }
        ObjectNode places = JsonNodeFactory.instance.objectNode();
        for (String origin : new LinkedHashSet<>(origins)) {
            DeadLetter letter = byOrigin.get(origin);
            if (letter != null) {
                String place = String.valueOf(box.reinject(letter));
                say(origin + " lies at " + place + " now");
                places.put(origin, place);
            }
        }
        print(places);
        return 0;
    }
}
