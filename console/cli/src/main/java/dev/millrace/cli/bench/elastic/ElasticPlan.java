package dev.millrace.cli.bench.elastic;

import java.time.Duration;
import java.util.List;

/**
 * How a run goes.
 *
 * @param begin what it begins with
 * @param phases numbers that follow, one after the other
 * @param window how long each is measured
 * @param pause of the slow scorer for each answer
 * @param steps after which the learner ends; 0 for when the phases are over
 */
record ElasticPlan(Strength begin, List<Strength> phases, Duration window, Duration pause, int steps) {

    /** Workers 1 to 4 to 1, and scorers 1 to 2 to 4, one change after the other. */
    static final List<Strength> PHASES =
            List.of(new Strength(1, 1), new Strength(1, 2), new Strength(2, 4), new Strength(4, 4), new Strength(1, 4));

    ElasticPlan {
        phases = List.copyOf(phases);
    }

    /** A run through all phases. */
    static ElasticPlan elastic(Duration window, Duration pause) {
        return new ElasticPlan(PHASES.get(0), PHASES, window, pause, 0);
    }

    /**
     * A run of so many steps that is as it is from the beginning: by a scorer as slow, so that answers are as old when they are
     * trained, and as many of them as the other run has had at last.
     */
    static ElasticPlan steady(Duration pause, int steps) {
        return new ElasticPlan(PHASES.get(PHASES.size() - 1), List.of(), Duration.ZERO, pause, steps);
    }
}
