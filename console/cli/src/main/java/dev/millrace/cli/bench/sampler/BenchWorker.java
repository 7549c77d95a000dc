package dev.millrace.cli.bench.sampler;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.workers.RolloutWorker;
import java.time.Clock;
import java.util.Map;

/** A whole worker on a thread of its own. Closing it lets it publish what it has begun. */
final class BenchWorker implements AutoCloseable {

    /** Part of the names of all its threads, but those of its engine. */
    static final String ID = "bench-worker";

    private static final long POLL_MILLIS = 20;

    private final RolloutWorker worker;
    private final Thread thread;
    private final int window;

    /** @param number of this worker among those of the run */
    BenchWorker(MillraceConfig config, int number, ServerLoad load) {
        String id = ID + "-" + number;
        this.worker = new RunRoles(config, Clock.systemUTC()).worker(id);
        this.window = load.window();
        this.thread = new Thread(worker::run, id);
        thread.start();
    }

    /** Waits for its first group. */
    void awaitGroups() throws InterruptedException {
        while (groups() == 0) {
            if (!thread.isAlive()) {
                throw new IllegalStateException("the worker ended before it published a group; its log says why");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Whether it has as much under way as it may. */
    boolean isWindowFull() {
        for (Map.Entry<String, Double> figure : worker.metrics().values().entrySet()) {
            if (figure.getKey().startsWith("servers/") && figure.getKey().endsWith("/in_flight")) {
                return figure.getValue() >= window;
            }
        }
        return false;
    }

    long groups() {
        return worker.metrics().groups();
    }

    @Override
    public void close() {
        worker.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
