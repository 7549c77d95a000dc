package dev.millrace.monitoring.screen;

import dev.millrace.monitoring.monitor.LiveDisplay;
import dev.millrace.monitoring.watch.RunView;

/** Shows a run in a few lines, or line by line, where a whole terminal is not to be had. */
public record LineDisplay(LiveDisplay lines) implements RunDisplay {

    @Override
    public void show(RunView run) {
        lines.show(run.snapshot());
    }

    @Override
    public void close() {
        lines.close();
    }
}
