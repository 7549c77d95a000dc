package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.time.Duration;

/**
 * A sample with its verdict.
 *
 * @param sample what was asked
 * @param verdict what was said
 * @param latency how long that took
 */
record Judged(Sample sample, Verdict verdict, Duration latency) {}
