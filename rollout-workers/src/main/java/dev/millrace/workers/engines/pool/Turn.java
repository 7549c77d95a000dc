package dev.millrace.workers.engines.pool;

import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.WeightsLease;
import java.time.Duration;

/** Leave to send one request to one server, until it is closed. Says the pool how it went. */
public final class Turn implements AutoCloseable {

    private final ServerPool pool;
    private final PooledServer pooled;
    private final int answers;
    private final WeightsLease lease;
    private final long group;
    private final Object life;

    /**
     * To be made under the lock of the pool.
     *
     * @param group that is asked for
     */
    Turn(ServerPool pool, PooledServer pooled, int answers, WeightsLease lease, long group) {
        this.pool = pool;
        this.pooled = pooled;
        this.answers = answers;
        this.lease = lease;
        this.group = group;
        this.life = pooled.life;
    }

    public SamplerServer server() {
        return pooled.server;
    }

    /** The weights to sample with. */
    public WeightsLease weights() {
        return lease;
    }

    /** How long the request may take. */
    public Duration limit(int maxTokens) {
        return pool.limit(pooled, maxTokens);
    }

    /** The server answered. */
    public void succeeded(Duration took, int longestAnswer) {
        pool.succeeded(pooled, took, longestAnswer);
    }

    /** The server answered, and part of it is of no use: that tells its pace, and counts as a failure. */
    public void spoiled(Duration took, int longestAnswer) {
        pool.spoiled(pooled, took, longestAnswer);
    }

    /** The server answered a question that says nothing of its pace. */
    public void succeeded() {
        pool.succeeded(pooled);
    }

    /** The server failed. Returns whether the request may be to blame: false where the server fails at all of them. */
    public boolean failed() {
        return pool.failed(pooled);
    }

    /** Whether the group ends each server that it comes to, and must not be asked for. */
    public boolean endsServers() {
        return pool.suspects().isGuilty(group);
    }

    /** The connection broke: maybe the server has ended, maybe by this. */
    public void broke() {
        pool.suspects().broke(group, life);
    }

    /** There is nobody at the address. */
    public void gone() {
        pool.suspects().ended(life);
    }

    /** The server is left alone. */
    public void unreachable() {
        pool.unreachable(pooled);
    }

    /** The server has too much to do, and asks to be left alone for a while. */
    public void pause(Duration wait) {
        pool.pause(pooled, wait);
    }

    /** Counts something of this server. */
    public void count(String name) {
        pooled.tally.count(name);
    }

    @Override
    public void close() {
        try (lease) {
            pool.release(pooled, answers);
        }
    }
}
