package dev.millrace.workers.feeding;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order of some entries in each of their rounds: a permutation that the seed and the number of the round fix, or their own
 * order. Confined to one thread.
 */
final class EpochOrder {

    private final long seed;
    private final boolean shuffle;
    private final int[] order;
    private long shuffledFor = -1;

    /** @param size entries, at least 1 */
    EpochOrder(long seed, boolean shuffle, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a data set without entries cannot be fed");
        }
        this.seed = seed;
        this.shuffle = shuffle;
        this.order = IntStream.range(0, size).toArray();
    }

    /** The entry that is fed at a position, counted from 0 over all rounds. */
    int at(long position) {
        long epoch = position / order.length;
        if (shuffle && epoch != shuffledFor) {
            shuffle(epoch);
        }
        return order[(int) (position % order.length)];
    }

    /** Fisher and Yates. */
    private void shuffle(long epoch) {
        SplittableRandom random = new SplittableRandom(seed ^ (epoch * 0x9E3779B97F4A7C15L));
        System.arraycopy(IntStream.range(0, order.length).toArray(), 0, order, 0, order.length);
        for (int last = order.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int moved = order[last];
            order[last] = order[other];
            order[other] = moved;
        }
        shuffledFor = epoch;
    }
}
