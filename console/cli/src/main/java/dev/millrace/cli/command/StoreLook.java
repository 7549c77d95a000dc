package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.runtime.config.DurationText;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.store.StoreArea;
import dev.millrace.runtime.store.StoreCollection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that looks at what lies in the object store. */
abstract class StoreLook extends PrintingCommand {

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            order = 12,
            description =
                    "Let what is younger pass, for instance 36h: longer than a role takes from writing an object to"
                            + " naming it. Default: 1d")
    private String margin = "1d";

    @Override
    final void check(MillraceConfig settings) {
        margin();
        requireStore(settings);
    }

    static void requireStore(MillraceConfig settings) {
        if (settings.kafka().connection().store().isEmpty()) {
            throw new UsageException("there is no object store; kafka.store names one");
        }
    }

    private Duration margin() {
        return DurationText.parse(margin)
                .filter(time -> !time.isNegative())
                .orElseThrow(() -> new UsageException("--older-than must be a time such as 36h or 1d, not " + margin));
    }

    @Override
    final int run(MillraceConfig settings) throws IOException {
        KafkaConfig kafka = settings.kafka();
        new Preflight(kafka.connection()).check();
        try (ObjectStore store = kafka.connection().openStore().orElseThrow()) {
            StoreCollection collection =
                    new StoreCollection(store, kafka.connection(), kafka.topics(), margin(), Clock.systemUTC());
            List<StoreArea> areas = collection.find(area -> say("looking at " + area + " of " + store.name()));
            areas.forEach(this::tell);
            act(collection, areas);
            print(json(areas));
            return 0;
        }
    }

    /** What is done once it was told. */
    abstract void act(StoreCollection collection, List<StoreArea> areas) throws IOException;

    private void tell(StoreArea area) {
        say(
                "%s: %,d objects of %,d bytes; %,d are named, %,d that are not are younger than %s, and %,d of %,d bytes can go"
                        .formatted(
                                area.area(),
                                area.objects(),
                                area.bytes(),
                                area.named(),
                                area.young(),
                                margin,
                                area.unnamed().size(),
                                area.unnamedBytes()));
        if (!area.obstacle().isEmpty()) {
            say("  nothing of it is collected: " + area.obstacle());
        }
    }

    private static ArrayNode json(List<StoreArea> areas) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (StoreArea area : areas) {
            json.addObject()
                    .put("area", area.area())
                    .put("objects", area.objects())
                    .put("bytes", area.bytes())
                    .put("named", area.named())
                    .put("young", area.young())
                    .put("unnamed", area.unnamed().size())
                    .put("unnamed_bytes", area.unnamedBytes())
                    .put("obstacle", area.obstacle());
        }
        return json;
    }
}
