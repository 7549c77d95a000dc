package dev.millrace.workers.engines.pool;

import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.schemas.notice.Seconds;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.WeightsLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The servers of an engine. A group goes to the server that its seed and the address choose, so that its prompt is in one cache, as
 * long as there is room, and to the next else.
 */
public final class ServerPool {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final List<PooledServer> servers;
    private final ServerWeights weights;
    private final Suspects suspects;
    private final Consumer<SamplerServer> returning;
    private final int inFlight;
    private final Duration patience;
    private final Duration requestTimeout;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /**
     * @param suspects knows which groups were under way when servers ended
     * @param returning tries a server that answers again; throws if it must stay out
     * @param inFlight answers under way at one server at most
     * @param patience how long to wait while no server can be asked
     */
    public ServerPool(
            List<SamplerServer> servers,
            ServerWeights weights,
            Suspects suspects,
            Consumer<SamplerServer> returning,
            int inFlight,
            Duration patience,
            Duration requestTimeout,
            Clock clock) {
        this.servers = servers.stream()
                .map(server -> new PooledServer(server, inFlight))
                .toList();
        this.weights = weights;
        this.suspects = suspects;
        this.returning = returning;
        this.inFlight = inFlight;
        this.patience = patience;
        this.requestTimeout = requestTimeout;
        this.clock = clock;
    }

    /**
     * Waits until a server has room.
     *
     * @param group by which a server is chosen
     * @param answers how many answers will be asked for
     * @param avoided servers that are taken only where there is no other
     * @throws EngineAwayException if no server could be asked for as long as patience lasts
     */
    public Turn take(long group, int answers, Set<SamplerServer> avoided) throws InterruptedException {
        List<PooledServer> order = order(group, avoided);
        Instant helplessSince = null;
        lock.lockInterruptibly();
        try {
            while (true) {
                Instant now = clock.instant();
                boolean anyUsable = false;
                // A request for all places of a server goes there alone.
                int places = suspects.goesAlone(group) ? Math.max(answers, inFlight) : answers;
                for (PooledServer pooled : order) {
                    if (pooled.hasRoom(places, now)) {
                        Optional<WeightsLease> lease = weights.lease(pooled.server);
                        if (lease.isPresent()) {
                            pooled.underWay += places;
                            return new Turn(this, pooled, places, lease.get(), group);
                        }
                    } else {
                        anyUsable |= pooled.underWay > 0 || now.isBefore(pooled.pausedUntil);
                    }
                }
                helplessSince = anyUsable ? null : helplessSince == null ? now : helplessSince;
                if (helplessSince != null && !now.isBefore(helplessSince.plus(patience))) {
                    allEnded();
                    throw new EngineAwayException(
                            "none of the servers "
                                    + servers.stream()
                                            .map(pooled -> pooled.server.address())
                                            .toList()
                                    + " could be sampled with for " + Seconds.of(patience)
                                    + ": they cannot be reached, fail at everything, or hold no weights of this run (patience)");
                }
                boolean unused = changed.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody looks at them any more: what broke the connection to one that did not come back may have ended it. */
    private void allEnded() {
        servers.stream()
                .filter(pooled -> pooled.breaker.state() == Breaker.State.OPEN)
                .forEach(pooled -> suspects.ended(pooled.life));
    }

    /** Highest random weight: of a server that leaves, only its own groups move. */
    private List<PooledServer> order(long group, Set<SamplerServer> avoided) {
        List<PooledServer> order = new ArrayList<>(servers);
        order.sort(Comparator.<PooledServer, Boolean>comparing(pooled -> avoided.contains(pooled.server))
                .thenComparing(pooled -> -score(group, pooled.server.label().hashCode())));
        return order;
    }

    private static long score(long group, long server) {
        long mixed = group ^ (server * 0x9E37_79B9_7F4A_7C15L);
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (mixed ^ (mixed >>> 31)) >>> 1;
    }

    Duration limit(PooledServer pooled, int maxTokens) {
        lock.lock();
        try {
            return pooled.pace.limit(maxTokens, requestTimeout);
        } finally {
            lock.unlock();
        }
    }

    void succeeded(PooledServer pooled, Duration took, int longestAnswer) {
        change(() -> {
            pooled.breaker.succeeded();
            pooled.pace.took(took, longestAnswer);
        });
    }

    void spoiled(PooledServer pooled, Duration took, int longestAnswer) {
        change(() -> {
            boolean unused = pooled.breaker.failed(clock.instant());
            pooled.pace.took(took, longestAnswer);
        });
    }

    void succeeded(PooledServer pooled) {
        change(pooled.breaker::succeeded);
    }

    boolean failed(PooledServer pooled) {
        lock.lock();
        try {
            return pooled.breaker.failed(clock.instant());
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    Suspects suspects() {
        return suspects;
    }

    /** Nobody is at the address of a server any more. */
    void gone(PooledServer pooled) {
        change(() -> suspects.ended(pooled.life));
    }

    void unreachable(PooledServer pooled) {
        change(() -> pooled.breaker.open(clock.instant()));
    }

    /** A server that asks for more than anybody's patience is asked before, so that nobody waits for hours without a word. */
    void pause(PooledServer pooled, Duration wait) {
        Duration kept = wait.compareTo(patience) < 0 ? wait : patience;
        change(() -> {
            Instant until = clock.instant().plus(kept);
            pooled.pausedUntil = until.isAfter(pooled.pausedUntil) ? until : pooled.pausedUntil;
        });
    }

    void release(PooledServer pooled, int answers) {
        change(() -> pooled.underWay -= answers);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Servers that were away long enough to be looked at again. */
    List<PooledServer> due() {
        lock.lock();
        try {
            Instant now = clock.instant();
            return servers.stream().filter(pooled -> pooled.breaker.isDue(now)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Servers that are asked how they stand. */
    List<PooledServer> open() {
        lock.lock();
        try {
            return servers.stream()
                    .filter(pooled -> pooled.breaker.state() != Breaker.State.OPEN)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void answersAgain(PooledServer pooled) {
        returning.accept(pooled.server);
        weights.reconnected(pooled.server);
        change(() -> {
            pooled.life = new Object();
            pooled.breaker.tryOne();
        });
    }

    /** A server was started anew while nobody asked it, and may have lost its weights. */
    void restarted(PooledServer pooled) {
        pooled.tally.count("restarts");
        change(() -> pooled.life = new Object());
        weights.reconnected(pooled.server);
    }

    void stillAway(PooledServer pooled) {
        change(() -> {
            pooled.breaker.tryOne();
            pooled.breaker.open(clock.instant());
        });
    }

    void loaded(PooledServer pooled, ServerLoad load, double tokensPerSecond) {
        change(() -> {
            pooled.window.look(load);
            pooled.load = load;
            pooled.tokensPerSecond = tokensPerSecond;
        });
    }

    /** Answers that may be under way at all servers together; those that are left alone count nothing. */
    public int window() {
        return open().stream().mapToInt(pooled -> pooled.window.size()).sum();
    }

    /** A server that did not answer at the start. */
    public void leaveOut(SamplerServer server) {
        servers.stream().filter(pooled -> pooled.server == server).forEach(this::unreachable);
    }

    /** How all servers stand, by name. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        lock.lock();
        try {
            for (PooledServer pooled : servers) {
                String name = "servers/" + pooled.server.label() + "/";
                figures.put(name + "in_flight", (double) pooled.underWay);
                figures.put(name + "window", (double) pooled.window.size());
                figures.put(name + "away", pooled.breaker.state() == Breaker.State.OPEN ? 1.0 : 0.0);
                figures.put(name + "running", pooled.load.running());
                figures.put(name + "waiting", pooled.load.waiting());
                figures.put(name + "cache", pooled.load.cache());
                figures.put(name + "tokens_per_second", pooled.tokensPerSecond);
                figures.putAll(pooled.tally.figures(name));
            }
        } finally {
            lock.unlock();
        }
        return figures;
    }
}
