package dev.millrace.cli.bench.elastic;

import java.time.Duration;
import java.util.List;

/**
 * How a run goes.
 *
 * @param phases numbers, one after the other; the run begins with the first
 * @param window how long each is measured
 * @param pause of the slow scorer for each answer
 * @param steps after which the learner ends; 0 for when the phases are over
 */
record ElasticPlan(List<Strength> phases, Duration window, Duration pause, int steps) {

    /** Workers 1 to 4 to 1, and scorers 1 to 2 to 4, one change after the other. */
    static final List<Strength> PHASES =
            List.of(new Strength(1, 1), new Strength(1, 2), new Strength(2, 4), new Strength(4, 4), new Strength(1, 4));

    ElasticPlan {
        phases = List.copyOf(phases);
    }

    /** A run that is as it is from the beginning to so many steps, and whose scorer takes no time. */
    static ElasticPlan steady(int steps) {
        return new ElasticPlan(List.of(), Duration.ZERO, Duration.ZERO, steps);
    }
}
