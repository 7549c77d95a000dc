package dev.millrace.streams.assembly;

import java.time.Duration;

/**
 * How groups are assembled.
 *
 * @param deadline wall-clock time from the first record of a group to its end at the latest
 * @param policy what becomes of what is missing then, and of failed scores
 * @param minGroupSize fewest trajectories that make a group worth training, at least 2
 * @param defaultValue the score of {@code default_value}, in the scale of the scorers
 * @param closedRetention how long a closed group is remembered, to tell its late scores and trajectories from new ones
 * @param checkInterval how often deadlines are looked at, which is how exact they are
 * @param restartGrace how long after a (re)start no deadline is enforced, so that what came in meanwhile is read first
 * @param watchdogInterval how often the oldest open group is named in the log, if it is older than this
 */
public record AssemblyConfig(
        Duration deadline,
        DeadlinePolicy policy,
        int minGroupSize,
        double defaultValue,
        Duration closedRetention,
        Duration checkInterval,
        Duration restartGrace,
        Duration watchdogInterval) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public AssemblyConfig {
        requirePositive("deadline", deadline);
        if (minGroupSize < 2) {
            throw new IllegalArgumentException("min_group_size must be at least 2, not " + minGroupSize);
        }
        if (!Double.isFinite(defaultValue)) {
            throw new IllegalArgumentException("default_value must be a finite number, not " + defaultValue);
        }
        requirePositive("closed_retention", closedRetention);
        requirePositive("check_interval", checkInterval);
        if (restartGrace.isNegative()) {
            throw new IllegalArgumentException("restart_grace must not be negative, but is " + restartGrace);
        }
        requirePositive("watchdog_interval", watchdogInterval);
    }

    /** A minute for the scorers; what fails or is missing is dropped alone. */
    public static AssemblyConfig defaults() {
        return new AssemblyConfig(
                Duration.ofSeconds(60),
                DeadlinePolicy.DROP_TRAJECTORY,
                2,
                0.0,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    private static void requirePositive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(key + " must be at least 1 ms, not " + value);
        }
    }
}
