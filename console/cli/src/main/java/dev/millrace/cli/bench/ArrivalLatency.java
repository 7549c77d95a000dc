package dev.millrace.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Time from a group's last score, stored, to its experience, read, while groups come evenly.
 *
 * @param groups how many were measured
 * @param perSecond how fast they came
 * @param p50Millis median
 * @param p95Millis 95th percentile
 * @param maxMillis slowest
 */
public record ArrivalLatency(int groups, int perSecond, double p50Millis, double p95Millis, double maxMillis) {

    private static final long SECOND = 1_000_000_000L;

    /** Sends groups {@code from}, {@code from + 1} and so on, and reads their experiences. */
    static ArrivalLatency measure(GroupFeed feed, OutputCount output, int from, int groups, int perSecond) {
        Map<String, Long> stored = new ConcurrentHashMap<>();
        Thread feeding = new Thread(() -> feed(feed, from, groups, perSecond, stored), "bench-feeding");
        feeding.start();
        List<Double> millis = new ArrayList<>();
        output.read(groups, record -> {
            // An experience may be read before the feeder has come to note that its scores are stored.
            Long at = stored.get(new String(record.key(), StandardCharsets.UTF_8));
            millis.add(at == null ? 0.0 : (System.nanoTime() - at) / 1e6);
        });
        join(feeding);
        return new ArrivalLatency(
                groups,
                perSecond,
                Spread.quantile(millis, 0.5),
                Spread.quantile(millis, 0.95),
                Spread.quantile(millis, 1));
    }

    private static void feed(GroupFeed feed, int from, int groups, int perSecond, Map<String, Long> stored) {
        long next = System.nanoTime();
        for (int group = from; group < from + groups; group++) {
            feed.send(group);
            feed.stored();
            stored.put(BenchGroups.id(group), System.nanoTime());
            next += SECOND / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
