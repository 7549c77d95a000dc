package dev.millrace.workers.engines.weights;

import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.SamplerServer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapters that a worker which was killed has left at servers: they take places there, and lie in folders that are gone. Each server
 * is cleared of them once, before anything is brought there. Safe for all threads.
 */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private final AdapterCalls calls;
    private final Set<String> names;
    private final Set<SamplerServer> cleared = ConcurrentHashMap.newKeySet();

    /** @param names by which they are loaded; of no other worker */
    Leftovers(AdapterCalls calls, Set<String> names) {
        this.calls = calls;
        this.names = Set.copyOf(names);
    }

    /**
     * Unloads those that this server has; one that cannot be unloaded stays.
     *
     * @throws IOException if the server is away
     */
    void clear(SamplerServer server) throws IOException, InterruptedException {
        if (names.isEmpty() || cleared.contains(server)) {
            return;
        }
        try {
            for (String held : calls.held(server)) {
                if (names.contains(held)) {
                    unload(server, held);
                }
            }
        } catch (ReplyException e) {
            log.atWarn()
                    .addKeyValue("server", server.address())
                    .setCause(e)
                    .log("server does not say which adapters it has; what a killed worker has left there stays");
        }
        cleared.add(server);
    }

    private void unload(SamplerServer server, String name) throws IOException, InterruptedException {
        try {
            calls.unload(server, name);
            log.atInfo()
                    .addKeyValue("server", server.address())
                    .addKeyValue("name", name)
                    .log("adapter of a killed worker unloaded");
        } catch (ReplyException e) {
            log.atWarn()
                    .addKeyValue("server", server.address())
                    .addKeyValue("name", name)
                    .setCause(e)
                    .log("adapter of a killed worker stays");
        }
    }
}
