package dev.millrace.console.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.watch.Alarms;
import dev.millrace.console.watch.Overview;
import dev.millrace.console.watch.RunWatch;
import dev.millrace.console.watch.StepRow;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final RunWatch watch;
    private final Alarms alarms;
    private final OverviewJson json;
    private final Duration refresh;
    private final ExecutorService listeners;
    private final Semaphore seats = new Semaphore(MOST_LISTENERS);
    private final Object tick = new Object();
    private long ticks;
    private ObjectNode latest;
    private volatile boolean closed;

    PageNews(RunWatch watch, Alarms alarms, OverviewJson json, Duration refresh) {
        this.watch = watch;
        this.alarms = alarms;
        this.json = json;
        this.refresh = refresh;
        this.latest = overview();
        AtomicInteger number = new AtomicInteger();
        this.listeners = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "page-news-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        listeners.execute(this::make);
    }

    ObjectNode overview() {
        Overview overview = watch.overview();
        return json.of(overview, alarms.of(overview));
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
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("the page has no more news");
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
                List<StepRow> rows = watch.stepsAfter(last);
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
