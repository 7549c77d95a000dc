package dev.millrace.cli.command;

import dev.millrace.runtime.store.StoreArea;
import dev.millrace.runtime.store.StoreCollection;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.store.KeptObject;
import java.io.Console;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code store collect}. */
@Command(
        name = "collect",
        description = {
            "Take away what lies in kafka.store and nobody names any more: images whose records went by retention, weights that"
                    + " could not be deleted, files of checkpoints that were never finished.",
            "It says what would go, as `store list` does, and asks; without --yes and a terminal nothing is deleted, and the"
                    + " exit code is 2."
        })
final class StoreCollectCommand extends StoreLook {

    @Option(names = "--yes", order = 10, description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--forgotten",
            order = 13,
            description =
                    "Also where nothing that lies in an area is named any more. Else such an area is left alone: it may"
                            + " be that the topics are those of another cluster.")
    private boolean forgotten;

    @Override
    void act(StoreCollection collection, List<StoreArea> areas) throws IOException {
        if (!forgotten) {
            areas.stream()
                    .filter(StoreArea::isForgotten)
                    .forEach(area -> say(area.area() + " is left alone, as nothing in it is named any more: see that"
                            + " kafka.bootstrap and kafka.topic_prefix are those of this store, and add --forgotten"));
        }
        List<StoreArea> going = areas.stream()
                .filter(area -> !area.unnamed().isEmpty() && (forgotten || !area.isForgotten()))
                .toList();
        if (!going.isEmpty() && !yes && !isMeant()) {
            throw new UsageException("nothing is deleted; add --yes");
        }
        for (StoreArea area : going) {
            List<KeptObject> collected = collection.collect(area);
            say("deleted %,d objects of %s, %,d bytes"
                    .formatted(
                            collected.size(),
                            area.area(),
                            collected.stream().mapToLong(KeptObject::bytes).sum()));
        }
    }

    private static boolean isMeant() {
        Console console = System.console();
        return console != null && "yes".equals(console.readLine("this cannot be undone; type yes to delete them: "));
    }
}
