package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.failure.ErrorLine;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers the news. One thread makes them at each tick; every browser has a thread that sends it the newest ones
 * when it is done with the last, so that one that does not keep up misses ticks and delays nobody.
 *
 * <p>An event {@code news} has {@code overview}, and {@code steps} since the one before it.
 */
final class PageNews implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PageNews.class);
    private static final int MOST_LISTENERS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** More new steps than these are history, which is asked for. */
    private static final int MOST_STEPS = 500;

    private final Supplier<ObjectNode> source;
    private final IntFunction<List<StepRow>> stepsAfter;
    private final OverviewJson json;
    private final Duration refresh;
    private final ExecutorService listeners;
    private final Semaphore seats = new Semaphore(MOST_LISTENERS);
    private final Object tick = new Object();
    private long ticks;
    private ObjectNode latest;
    private volatile ObjectNode lastGood;
    private volatile boolean failing;
    private volatile boolean closed;

    /**
     * @param source makes an overview, as {@link OverviewJson} has it; where it fails, the last one is told again with
     *     an alarm that says so
     * @param stepsAfter the steps behind one
     */
    PageNews(Supplier<ObjectNode> source, IntFunction<List<StepRow>> stepsAfter, OverviewJson json, Duration refresh) {
        this.source = source;
        this.stepsAfter = stepsAfter;
        this.json = json;
        this.refresh = refresh;
        this.lastGood = source.get();
        this.latest = lastGood;
        AtomicInteger number = new AtomicInteger();
        this.listeners = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "page-news-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        listeners.execute(this::make);
    }

    /** The run as it is now, or as it was when that could be told last. */
    ObjectNode overview() {
        try {
            ObjectNode news = source.get();
            lastGood = news;
            failing = false;
            return news;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                log.atError().setCause(e).log("the page could not make its news; it tries again at each tick");
            }
            return stale(lastGood, e);
        }
    }

    private static ObjectNode stale(ObjectNode good, RuntimeException cause) {
        ObjectNode told = good.deepCopy();
        told.withArray("alarms")
                .addObject()
                .put("name", "page_news")
                .put("severity", "critical")
                .put("text", "what is shown here is old: the page cannot make its news (" + ErrorLine.of(cause) + ")");
        return told;
    }

    /** What browsers are told at this tick. */
    ObjectNode latest() {
        synchronized (tick) {
            return latest;
        }
    }

    /** Serves a browser from now on. */
    void listen(SseClient client) {
        int from = 0;
        String after = client.ctx().queryParam("after");
        if (after != null && after.matches("\\d{1,9}")) {
            from = Integer.parseInt(after);
        }
        if (closed || !seats.tryAcquire()) {
            client.sendComment(closed ? "closing" : "too many listeners");
            client.close();
            return;
        }
        client.keepAlive();
        int begin = from;
        try {
            listeners.execute(() -> {
                try {
                    serve(client, begin);
                } finally {
                    seats.release();
                    client.close();
                }
            });
        } catch (RejectedExecutionException e) {
            // The page was closed in this moment.
            seats.release();
            client.close();
        }
    }

    private void make() {
        try {
            while (!closed) {
                ObjectNode news = overview();
                synchronized (tick) {
                    latest = news;
                    ticks++;
                    tick.notifyAll();
                }
                Thread.sleep(refresh.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SseClient client, int after) {
        int last = after;
        long seen = 0;
        try {
            while (!closed && !client.terminated()) {
                ObjectNode overview;
                synchronized (tick) {
                    while (ticks == seen && !closed) {
                        tick.wait(1_000);
                    }
                    seen = ticks;
                    overview = latest;
                }
                // A run that was begun anew under its name counts from the start again.
                last = Math.min(last, overview.path("step").path("step").asInt(last));
                List<StepRow> rows = stepsAfter.apply(last);
                if (rows.size() > MOST_STEPS) {
                    rows = rows.subList(rows.size() - MOST_STEPS, rows.size());
                }
                if (!rows.isEmpty()) {
                    last = rows.get(rows.size() - 1).step();
                }
                client.sendEvent("news", "{\"overview\":" + overview + ",\"steps\":" + json.columns(rows) + "}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The browser asks again by itself.
            log.atWarn().setCause(e).log("a browser could not be told the news");
        }
    }

    /** Returns when all browsers are let go: a request that ended after its server would never be done with. */
    @Override
    public void close() {
        closed = true;
        listeners.shutdownNow();
        try {
            if (!listeners.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().addKeyValue("patience", PATIENCE).log("a browser does not let go of the page");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
