package dev.millrace.streams.scoring;

import java.time.Duration;

/**
 * How a scorer is called.
 *
 * @param timeout longest time for one call, all its attempts included
 * @param parallelism calls at the same time
 * @param batch most samples of one call
 * @param retries attempts beyond the first
 * @param maxHanging calls that may hang beyond their time-out before the scorer is not asked any more
 */
record CallLimits(Duration timeout, int parallelism, int batch, int retries, int maxHanging) {

    static CallLimits of(ScorerConfig scorer, ScoringConfig common) {
        return new CallLimits(
                scorer.timeout(), scorer.parallelism(), scorer.batch(), scorer.retries(), common.maxHanging());
    }
}
