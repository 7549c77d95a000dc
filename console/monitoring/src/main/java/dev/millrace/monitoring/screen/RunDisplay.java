package dev.millrace.monitoring.screen;

import dev.millrace.monitoring.watch.RunView;

/** Where a run is shown, for one thread. Closing it gives the terminal back. */
public interface RunDisplay extends AutoCloseable {

    /** Shows the run as it is now. */
    void show(RunView run);

    @Override
    void close();
}
