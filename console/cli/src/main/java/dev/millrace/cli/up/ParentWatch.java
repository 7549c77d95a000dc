package dev.millrace.cli.up;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ends this process, as a signal does, when the one that it belongs to has ended. Stateless. */
public final class ParentWatch {

    /** System property with the id of that process. */
    static final String PARENT = "millrace.parent";

    private static final int TERMINATED = 143;

    private ParentWatch() {}

    /** Begins to watch, if this process belongs to another. */
    public static void begin() {
        Long parent = Long.getLong(PARENT);
        if (parent == null) {
            return;
        }
        Optional<CompletableFuture<ProcessHandle>> end =
                ProcessHandle.of(parent).map(ProcessHandle::onExit);
        if (end.isEmpty()) {
            System.exit(TERMINATED);
            return;
        }
        Thread thread = new Thread(
                () -> {
                    end.get().join();
                    System.exit(TERMINATED);
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
