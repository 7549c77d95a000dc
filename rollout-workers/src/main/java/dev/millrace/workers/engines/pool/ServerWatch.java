package dev.millrace.workers.engines.pool;

import dev.millrace.schemas.http.ReplyException;
import dev.millrace.workers.engines.server.ServerCall;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each server once a second: at its load while it is asked, at its health while it is left alone. Sees so that one was
 * started anew, though no request failed by it: with {@code way: full} its base would pass for the version that it had. Owns a
 * thread.
 */
public final class ServerWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final ServerPool pool;
    private final Thread thread;
    private final Map<PooledServer, Reading> before = new HashMap<>();
    private final Set<PooledServer> gone = new HashSet<>();

    private record Reading(double generated, long nanos) {}

    public ServerWatch(ServerPool pool) {
        this.pool = pool;
        this.thread = new Thread(this::run, "server-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                for (PooledServer pooled : pool.due()) {
                    tryAgain(pooled);
                }
                for (PooledServer pooled : pool.open()) {
                    lookSafely(pooled);
                }
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryAgain(PooledServer pooled) throws InterruptedException {
        try {
            String unused = pooled.server.getForText(ServerCall.HEALTH, WITHIN);
            log.atInfo().addKeyValue("server", pooled.server).log("server answers again");
            pool.answersAgain(pooled);
        } catch (IOException | ReplyException e) {
            if (e.getCause() instanceof ConnectException) {
                pool.gone(pooled);
            }
            pool.stillAway(pooled);
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("server", pooled.server).setCause(e).log("server cannot be taken back yet");
            pool.stillAway(pooled);
        }
    }

    /** Without this thread no server would ever be taken back: it goes on, whatever a server says. */
    private void lookSafely(PooledServer pooled) throws InterruptedException {
        try {
            look(pooled);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("server", pooled.server).setCause(e).log("server cannot be looked at");
        }
    }

    /** A server that does not say how it stands is asked all the same. */
    private void look(PooledServer pooled) throws InterruptedException {
        try {
            ServerLoad load = ServerLoad.read(pooled.server.getForText(ServerCall.METRICS, WITHIN));
            long now = System.nanoTime();
            Reading last = before.put(pooled, new Reading(load.generated(), now));
            double seconds = last == null ? 0 : (now - last.nanos()) / 1e9;
            double made = last == null ? 0 : load.generated() - last.generated();
            boolean wasGone = gone.remove(pooled);
            if (made < 0 || wasGone) {
                log.atWarn()
                        .addKeyValue("server", pooled.server)
                        .log("server was started anew; its weights are looked at");
                pool.restarted(pooled);
            }
            pool.loaded(pooled, load, seconds > 0 && made >= 0 ? made / seconds : 0);
        } catch (IOException | ReplyException e) {
            if (e.getCause() instanceof ConnectException) {
                gone.add(pooled);
                pool.gone(pooled);
            }
            log.atDebug().addKeyValue("server", pooled.server).setCause(e).log("server does not say how it stands");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
