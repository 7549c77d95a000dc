package dev.millrace.audit.fuzz;

import com.sun.management.ThreadMXBean;
import dev.millrace.audit.fuzz.FuzzReport.Outcomes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Damages sound records by a seed and lets the readers read them. Used by one thread. */
public final class RecordFuzz {

    /** More than any sound record needs, and little for a heap. */
    static final long MOST_BYTES = 64L << 20;

    private static final int KEPT = 5;
    private static final int SHOWN_BYTES = 200;
    private static final int REPORT_EVERY = 50_000;

    private final Random random;
    private final long seed;
    private final List<FuzzTarget> targets;
    private final SortedMap<String, Outcomes> outcomes = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long failed;
    private long largestBytes;
    private long longestNanos;

    public RecordFuzz(long seed) {
        this(seed, FuzzTargets.all(seed));
    }

    RecordFuzz(long seed, List<FuzzTarget> targets) {
        this.seed = seed;
        this.random = new Random(seed);
        this.targets = targets;
    }

    /**
     * Reads {@code count} damaged records.
     *
     * @param progress hears of their number now and then
     */
    public FuzzReport run(long count, LongConsumer progress) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Mutation[] mutations = Mutation.values();
        for (long i = 0; i < count; i++) {
            FuzzTarget target = targets.get(random.nextInt(targets.size()));
            Mutation mutation = mutations[random.nextInt(mutations.length)];
            byte[] sound = target.samples().get(random.nextInt(target.samples().size()));
            byte[] damaged = mutation.apply(sound, random);
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long begun = System.nanoTime();
            read(target, mutation, damaged);
            // The first records load classes, which is not their fault.
            if (i > 1000) {
                longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
                largestBytes = Math.max(largestBytes, threads.getCurrentThreadAllocatedBytes() - allocated);
            }
            if ((i + 1) % REPORT_EVERY == 0) {
                progress.accept(i + 1);
            }
        }
        if (largestBytes > MOST_BYTES) {
            failed++;
            failures.add("one record made its reader allocate " + largestBytes + " bytes");
        }
        return new FuzzReport(seed, outcomes, largestBytes, longestNanos / 1000, failed, failures);
    }

    private void read(FuzzTarget target, Mutation mutation, byte[] damaged) {
        String what = target.name() + " " + mutation.name().toLowerCase(Locale.ROOT);
        Outcomes outcome;
        try {
            target.reader().accept(damaged);
            outcome = new Outcomes(1, 0);
        } catch (RuntimeException | Error e) {
            if (!target.refusal().isInstance(e)) {
                fail(what, damaged, e);
                return;
            }
            outcome = new Outcomes(0, 1);
        }
        outcomes.merge(what, outcome, Outcomes::plus);
    }

    private void fail(String what, byte[] damaged, Throwable cause) {
        failed++;
        if (failures.size() < KEPT) {
            failures.add(what + " ended in " + cause + ": "
                    + HexFormat.of().formatHex(damaged, 0, Math.min(damaged.length, SHOWN_BYTES)));
        }
    }
}
