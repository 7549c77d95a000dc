package dev.millrace.workers.feeding;

import dev.millrace.schemas.notice.RepeatedFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which prompts to publish when. {@link #run} is for one thread, {@link #stop} and {@link #fed} for any. */
final class FeedLoop {

    private static final Logger log = LoggerFactory.getLogger(FeedLoop.class);
    private static final int PORTION = 64;

    private final List<FeedEntry> entries;
    private final FeederConfig config;
    private final EpochOrder order;
    private final AtomicLong fed = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RepeatedFailure unread;

    /** @param entries the data set, at least one entry */
    FeedLoop(List<FeedEntry> entries, FeederConfig config, long seed, Clock clock) {
        this.entries = List.copyOf(entries);
        this.config = config;
        this.order = new EpochOrder(seed, entries.size());
        this.unread = new RepeatedFailure(log, "the backlog of prompts cannot be read; feeding waits", clock);
    }

    /**
     * Feeds until the data set is through, or for ever if it loops, or until {@link #stop}.
     *
     * @param backlog prompts that the workers have not dealt with
     * @param publisher publishes a portion and returns when it is stored
     */
    void run(LongSupplier backlog, Consumer<List<FeedEntry>> publisher) {
        while (!isStopped() && (config.loop() || fed.get() < entries.size())) {
            int count = portion(backlog);
            if (count > 0) {
                publisher.accept(entries(count));
                fed.addAndGet(count);
            } else {
                pause(config.poll());
            }
        }
    }

    private int portion(LongSupplier backlog) {
        if (!config.loop()) {
            return (int) Math.min(PORTION, entries.size() - fed.get());
        }
        try {
            long waiting = backlog.getAsLong();
            unread.over();
            return (int) Math.max(0, Math.min(PORTION, config.ahead() - waiting));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            unread.occurred(e);
            return 0;
        }
    }

    private List<FeedEntry> entries(int count) {
        List<FeedEntry> portion = new ArrayList<>(count);
        for (long position = fed.get(); position < fed.get() + count; position++) {
            portion.add(entries.get(config.loop() ? order.at(position) : (int) position));
        }
        return portion;
    }

    private void pause(Duration time) {
        try {
            if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("feeding was stopped");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Prompts published so far. */
    long fed() {
        return fed.get();
    }

    void stop() {
        stopped.countDown();
    }
}
