package dev.millrace.cli.command;

import dev.millrace.runtime.store.StoreArea;
import dev.millrace.runtime.store.StoreCollection;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code store list}. */
@Command(
        name = "list",
        description = {
            "Count what lies in kafka.store, and what of it nobody names any more; nothing is deleted.",
            "The topics of images and weights are read for it, and the indices of checkpoints. Only what belongs to"
                    + " kafka.topic_prefix is looked at."
        })
final class StoreListCommand extends StoreLook {

    @Override
    void act(StoreCollection collection, List<StoreArea> areas) {
        // It was told.
    }
}
