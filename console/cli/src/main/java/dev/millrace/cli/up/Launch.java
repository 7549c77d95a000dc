package dev.millrace.cli.up;

import java.io.IOException;

/** How a process is started. */
@FunctionalInterface
public interface Launch {

    /** Starts it; its output and its errors come by one stream. */
    Process start(UpProcess process) throws IOException;
}
