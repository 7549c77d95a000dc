package dev.millrace.workers.engines.pool;

import dev.millrace.workers.engines.server.SamplerServer;
import java.time.Instant;

/** How one server stands. Its fields are guarded by the lock of the pool. */
final class PooledServer {

    final SamplerServer server;
    final Breaker breaker = new Breaker();
    final Window window;
    final Pace pace = new Pace();
    final Tally tally = new Tally();
    int underWay;
    Object life = new Object();
    Instant pausedUntil = Instant.MIN;
    ServerLoad load = new ServerLoad(0, 0, 0, 0, -1);
    double tokensPerSecond;

    PooledServer(SamplerServer server, int inFlight) {
        this.server = server;
        this.window = new Window(inFlight);
    }

    /** Whether a request of so many answers may go there now; a request larger than the window goes alone. */
    boolean hasRoom(int answers, Instant now) {
        if (now.isBefore(pausedUntil)) {
            return false;
        }
        return switch (breaker.state()) {
            case CLOSED -> underWay == 0 || underWay + answers <= window.size();
            case HALF_OPEN -> underWay == 0;
            case OPEN -> false;
        };
    }
}
