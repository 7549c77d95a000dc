package dev.millrace.workers.engines.http;

import dev.millrace.workers.engines.pool.ServerPool;
import dev.millrace.workers.engines.pool.ServerWatch;
import dev.millrace.workers.engines.server.ServerWeights;

/** The servers, who looks at them, and their weights. */
record OpenServers(ServerPool pool, ServerWatch watch, ServerWeights weights) implements AutoCloseable {

    @Override
    public void close() {
        try (weights) {
            watch.close();
        }
    }
}
