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

    /** Most prompts that are stored at once; the next ones are sent when all of them are. */
    static final int PORTION = 64;

    private static final Logger log = LoggerFactory.getLogger(FeedLoop.class);

    private final List<FeedEntry> entries;
    private final FeederConfig config;
    private final FeedOrder order;
    private final long end;
    private final AtomicLong fed = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final RepeatedFailure unread;

    /**
     * @param entries the data set, at least one entry
     * @param promptsPerStep groups of a step of training
     */
    FeedLoop(List<FeedEntry> entries, FeederConfig config, long seed, int promptsPerStep, Clock clock) {
        this.entries = List.copyOf(entries);
        this.config = config;
        this.order = new FeedOrder(this.entries, config, seed, promptsPerStep);
        this.end = config.epochs() == 0 ? Long.MAX_VALUE : (long) config.epochs() * entries.size();
        this.unread = new RepeatedFailure(log, "the backlog of prompts cannot be read; feeding waits", clock);
    }

    /**
     * Feeds until all rounds are through, or until {@link #stop}.
     *
     * @param before what lies on the log already
     * @param backlog prompts that the workers have not dealt with
     * @param publisher publishes a portion and returns when it is stored
     */
    void run(FedBefore before, LongSupplier backlog, Consumer<List<FeedItem>> publisher) {
        long position = before.next();
        while (!isStopped() && position < end) {
            int count = portion(backlog, end - position);
            if (count == 0) {
                pause(config.poll());
                continue;
            }
            List<FeedItem> portion = new ArrayList<>(count);
            for (int i = 0; i < count; i++, position++) {
                int entry = order.at(position);
                if (!before.beyond().contains(position)) {
                    portion.add(new FeedItem(position, entries.get(entry)));
                }
            }
            publisher.accept(portion);
            fed.addAndGet(portion.size());
        }
    }

    private int portion(LongSupplier backlog, long left) {
        long most = Math.min(PORTION, left);
        if (!config.isPaced()) {
            return (int) most;
        }
        try {
            long waiting = backlog.getAsLong();
            unread.over();
            return (int) Math.max(0, Math.min(most, config.ahead() - waiting));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            unread.occurred(e);
            return 0;
        }
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
