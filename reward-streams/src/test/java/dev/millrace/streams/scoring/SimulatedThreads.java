package dev.millrace.streams.scoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/** Calls of made-up length in made-up time: no threads, no waiting. Belongs to one thread. */
final class SimulatedThreads implements CallThreads {

    private record End(long at, int order, Runnable call) {}

    private final IntFunction<Duration> lengths;
    private final PriorityQueue<End> ends =
            new PriorityQueue<>(Comparator.comparingLong(End::at).thenComparingInt(End::order));
    private final List<Duration> starts = new ArrayList<>();
    private final List<Integer> interrupted = new ArrayList<>();
    private long now;
    private boolean signalled;
    private int most;

    /** @param lengths how long each call takes, from the first one, 0, on */
    SimulatedThreads(IntFunction<Duration> lengths) {
        this.lengths = lengths;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Runnable start(Runnable call) {
        int order = starts.size();
        starts.add(Duration.ofNanos(now));
        ends.add(new End(now + lengths.apply(order).toNanos(), order, call));
        most = Math.max(most, ends.size());
        return () -> interrupted.add(order);
    }

    @Override
    public void signal() {
        signalled = true;
    }

    @Override
    public void await(long nanos) {
        long until = now + nanos;
        if (!signalled && !ends.isEmpty() && ends.peek().at() <= until) {
            End end = ends.remove();
            now = end.at();
            end.call().run();
        } else if (!signalled) {
            now = until;
        }
        signalled = false;
    }

    @Override
    public boolean end() {
        return ends.isEmpty();
    }

    /** When each call was started. */
    List<Duration> starts() {
        return starts;
    }

    /** The calls that were interrupted. */
    List<Integer> interrupted() {
        return interrupted;
    }

    /** Most calls that ran at the same time. */
    int most() {
        return most;
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }
}
