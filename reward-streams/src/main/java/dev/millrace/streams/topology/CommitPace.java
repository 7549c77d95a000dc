package dev.millrace.streams.topology;

import java.util.function.LongSupplier;

/**
 * Decides whether an experience is committed as soon as it is written, or waits for the commit interval.
 *
 * <p>A commit takes about as long whatever is in it, and its thread waits for it. A thread that has time to wait anyhow commits at
 * once, and its experiences are seen at once; one that is busy spends its time on records, and the interval bounds how often it
 * commits. Busy is the share of time since the last commit that went by between records which came close upon each other; and who
 * reads old records catches up, however often the machine lets others run. Where commits take longer than groups are apart, the
 * thread is never busy with records and falls behind all the same: it sees that they are older than those of good times. Belongs to one stream thread, whose tasks share it: a
 * commit is one of all of them.
 */
final class CommitPace {

    /** A longer pause between two records is one in which the thread had nothing to do. */
    private static final long CLOSE_NANOS = 2_000_000;

    /** What comes later without a record between, as of a clock that ticks, is another commit. */
    private static final long LONGEST_COMMIT_NANOS = 50_000_000;

    /** Records older than this, by the clock of who wrote them, come of a backlog; clocks differ by less. */
    private static final long OLD_MILLIS = 1_000;

    /** Records so much older than the youngest of late have waited for commits: the next one is left to the interval. */
    private static final long BEHIND_MILLIS = 100;

    /** Clocks are set, so the youngest age is one of this time and the one before. */
    private static final long OF_LATE_NANOS = 60_000_000_000L;

    private final double mostBusy;
    private final LongSupplier nanoTime;
    private long committed;
    private long lastRecord;
    private long busy;
    private boolean begun;
    private boolean wasBusy;
    private long youngest = Long.MAX_VALUE;
    private long youngestBefore = Long.MAX_VALUE;
    private long youngestSince;

    /** Whether a record came since a commit began: each task of the thread says that it begins, one after the other. */
    private boolean anew;

    /**
     * @param mostBusy share of the time up to which experiences are committed at once: 0 never, 1 always
     * @param nanoTime a clock that only goes forward
     */
    CommitPace(double mostBusy, LongSupplier nanoTime) {
        this.mostBusy = mostBusy;
        this.nanoTime = nanoTime;
    }

    /** A record came. */
    void record() {
        long now = nanoTime.getAsLong();
        if (begun) {
            busy += Math.min(now - lastRecord, CLOSE_NANOS);
        } else {
            begun = true;
            committed = now;
        }
        lastRecord = now;
        anew = true;
    }

    /**
     * Whether an experience that was written now shall be committed at once.
     *
     * @param ageMillis of the record that completed it
     */
    boolean isDue(long ageMillis) {
        if (mostBusy <= 0 || mostBusy >= 1) {
            return mostBusy >= 1;
        }
        return !isBehind(ageMillis)
                && !wasBusy
                && busy <= mostBusy * Math.max(CLOSE_NANOS, nanoTime.getAsLong() - committed);
    }

    /** Clocks of those who write records differ, and those of one of them do not: ages are compared, and old ones are old. */
    private boolean isBehind(long ageMillis) {
        long now = nanoTime.getAsLong();
        if (now - youngestSince > OF_LATE_NANOS) {
            youngestBefore = youngest;
            youngest = Long.MAX_VALUE;
            youngestSince = now;
        }
        youngest = Math.min(youngest, ageMillis);
        return ageMillis > OLD_MILLIS || ageMillis > Math.min(youngest, youngestBefore) + BEHIND_MILLIS;
    }

    /** A commit began. */
    void committing() {
        long now = nanoTime.getAsLong();
        if (anew || now - committed > LONGEST_COMMIT_NANOS) {
            wasBusy = busy > mostBusy * (now - committed);
            committed = now;
            busy = 0;
            anew = false;
        }
        lastRecord = now;
    }
}
