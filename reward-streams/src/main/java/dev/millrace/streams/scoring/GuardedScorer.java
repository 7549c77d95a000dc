package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * Asks a scorer that may throw or hang, and always gets a verdict.
 *
 * <p>Samples wait in a line, those of a group together; as many calls as are allowed run at the same time, and the next one starts as soon as one
 * ends. A call that fails in a way that may pass keeps its place and is tried again after a pause. While the scorer asks not
 * to be asked, the line waits. A call that exceeds its
 * time-out is interrupted and left alone; its verdict is a failure that names the scorer. When as many calls hang as are
 * allowed, the scorer is not asked any more: samples fail at once until one of the calls returns. So the threads are
 * bounded, and a scorer that hangs for good costs a few time-outs and not one per sample.
 *
 * <p>Used by one thread; the scorer runs on threads of its own.
 */
final class GuardedScorer implements AutoCloseable {

    /** A call whose attempt is running has no next one yet. */
    private static final long NEVER = Long.MAX_VALUE;

    private final NamedScorer scorer;
    private final CallLimits limits;
    private final CallThreads threads;
    private final WaitingLine line;
    private final RetryReport retries;
    private final Queue<ScorerCall> ended = new ConcurrentLinkedQueue<>();
    private final Set<ScorerCall> hanging = new HashSet<>();

    /** Calls within their time-out, oldest first, with the moment of the next attempt. */
    private final Map<ScorerCall, Long> running = new LinkedHashMap<>();

    private List<Judged> settled = new ArrayList<>();
    private int pending;

    /** No call begins before it, as the scorer has asked for. */
    private long notBefore = Long.MIN_VALUE;

    private boolean reading;
    private long lastRead;

    /** For how long samples were read: the time by which groups in the line grow old. */
    private long readFor;

    GuardedScorer(NamedScorer scorer, CallLimits limits) {
        this(scorer, limits, new DaemonThreads("scorer-" + scorer.name()));
    }

    /** Closes the scorer with itself. */
    GuardedScorer(NamedScorer scorer, CallLimits limits, CallThreads threads) {
        this.scorer = scorer;
        this.limits = limits;
        this.threads = threads;
        this.retries = new RetryReport(scorer.name());
        Scorer judge = scorer.scorer();
        this.line = new WaitingLine(Math.min(limits.batch(), judge.most()), judge.judgesGroups());
    }

    /** Puts a sample at the end of the line. */
    void add(Sample sample) {
        pending++;
        Optional<Verdict> abstention = scorer.abstention(sample);
        if (abstention.isPresent()) {
            settled.add(new Judged(sample, abstention.get(), Duration.ZERO));
        } else {
            line.add(sample, readFor);
        }
    }

    /** Samples whose verdicts were not given back yet. */
    int pending() {
        return pending;
    }

    /**
     * Says before each look for more samples whether any can come. The rest of a group is waited for while they can: a
     * group does not grow old before there was a look for its rest.
     */
    void reading(boolean canCome) {
        long now = threads.nanoTime();
        if (reading && canCome) {
            readFor += now - lastRead;
        }
        reading = canCome;
        lastRead = now;
    }

    /** Whether a call could start if there were another sample. */
    boolean hasRoom() {
        return mayStart() && line.moment() > readFor;
    }

    /** Whether a call could start if the rest of a group were there. */
    boolean awaitsRest() {
        return hasRoom() && !line.isEmpty();
    }

    /** Lets the line go home unjudged; calls that have begun go on. */
    void dismiss() {
        dismiss(sample -> true);
    }

    /** Lets some of the line go home unjudged; calls that have begun go on. */
    void dismiss(Predicate<Sample> some) {
        pending -= line.remove(some);
    }

    /**
     * Waits for verdicts.
     *
     * @param patience how long at most
     * @return those that have come, in the order in which they came; none if none came in time, or nothing is pending
     * @throws InterruptedException if the calling thread is interrupted
     */
    List<Judged> next(Duration patience) throws InterruptedException {
        long until = threads.nanoTime() + patience.toNanos();
        while (true) {
            gather();
            keepTime();
            fill();
            long left = until - threads.nanoTime();
            boolean nothingToCome = running.isEmpty() && line.isEmpty();
            if (!settled.isEmpty() || nothingToCome || left <= 0) {
                List<Judged> judged = settled;
                settled = new ArrayList<>();
                pending -= judged.size();
                return judged;
            }
            threads.await(Math.min(left, untilNextMoment()));
        }
    }

    /**
     * Judges samples while nothing else is pending.
     *
     * @return their verdicts in the same order
     * @throws InterruptedException if the calling thread is interrupted
     */
    List<Judged> judge(List<Sample> samples) throws InterruptedException {
        Map<Sample, Deque<Integer>> places = new IdentityHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            places.computeIfAbsent(samples.get(i), sample -> new ArrayDeque<>()).add(i);
            add(samples.get(i));
        }
        Judged[] judged = new Judged[samples.size()];
        line.complete(true);
        while (pending > 0) {
            for (Judged one : next(limits.timeout())) {
                judged[places.getOrDefault(one.sample(), new ArrayDeque<>()).remove()] = one;
            }
        }
        line.complete(false);
        return List.of(judged);
    }

    /** Takes in what has ended. */
    private void gather() {
        for (ScorerCall call = ended.poll(); call != null; call = ended.poll()) {
            if (!hanging.remove(call)) {
                long now = threads.nanoTime();
                long again = now + call.pause().toNanos();
                boolean fits = call.isWorthAnother(limits.retries()) && again < end(call);
                boolean asked = !call.askedFor().isZero();
                if (asked) {
                    notBefore = Math.max(notBefore, now + call.askedFor().toNanos());
                }
                if (fits || asked) {
                    boolean unused = retries.retry(call.why(), call.pause(), now);
                }
                if (fits) {
                    running.put(call, again);
                } else {
                    running.remove(call);
                    settled.addAll(call.outcome(Duration.ofNanos(now - call.begun())));
                }
            }
        }
    }

    /** Gives up the calls whose time is over, and tries those again that have paused. */
    private void keepTime() {
        long now = threads.nanoTime();
        for (ScorerCall call : List.copyOf(running.keySet())) {
            if (now >= end(call) && nextAttempt(call) != NEVER) {
                // It pauses, so nothing of it runs that could hang.
                running.remove(call);
                settled.addAll(call.outcome(Duration.ofNanos(now - call.begun())));
            } else if (now >= end(call)) {
                running.remove(call);
                // It may return at any moment; until then it counts as one that hangs.
                hanging.add(call);
                call.interrupt();
                settled.addAll(call.failed(
                        "it gave no answer within " + limits.timeout().toMillis() + " ms",
                        Duration.ofNanos(now - call.begun())));
            } else if (now >= nextAttempt(call)) {
                running.put(call, NEVER);
                call.attempt(threads);
            }
        }
    }

    /** Starts calls as long as there are samples and room. */
    private void fill() {
        while (!line.isEmpty() && mayStart()) {
            if (hanging.size() >= limits.maxHanging()) {
                line.clear().forEach(sample -> settled.add(new Judged(sample, refusal(), Duration.ZERO)));
                return;
            }
            List<Sample> batch = line.next(readFor);
            if (batch.isEmpty()) {
                return;
            }
            ScorerCall call = new ScorerCall(scorer, batch, threads.nanoTime(), this::ended);
            running.put(call, NEVER);
            call.attempt(threads);
        }
    }

    private boolean mayStart() {
        return running.size() < limits.parallelism() && threads.nanoTime() >= notBefore;
    }

    /** Called on the thread of the call. */
    private void ended(ScorerCall call) {
        ended.add(call);
        threads.signal();
    }

    /** The line itself changes with what is read, and not while this waits. */
    private long untilNextMoment() {
        long now = threads.nanoTime();
        long moment = !line.isEmpty() && notBefore > now ? notBefore : NEVER;
        for (ScorerCall call : running.keySet()) {
            moment = Math.min(moment, Math.min(end(call), nextAttempt(call)));
        }
        return moment == NEVER ? NEVER : moment - now;
    }

    private long end(ScorerCall call) {
        return call.begun() + limits.timeout().toNanos();
    }

    private long nextAttempt(ScorerCall call) {
        return running.getOrDefault(call, NEVER);
    }

    private Verdict.Failed refusal() {
        return new Verdict.Failed("scorer " + scorer.name() + " is not asked: " + limits.maxHanging()
                + " calls hang beyond their time-out of " + limits.timeout().toMillis() + " ms");
    }

    /**
     * Interrupts what still runs, and closes the scorer unless a call hangs all the same: what that call uses must not be
     * taken from under it, and stays until the process ends.
     */
    @Override
    public void close() {
        try {
            if (threads.end()) {
                scorer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
