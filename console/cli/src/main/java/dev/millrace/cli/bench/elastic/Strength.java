package dev.millrace.cli.bench.elastic;

/**
 * How many of a role there are.
 *
 * @param workers that sample
 * @param scorers instances of the slow scorer
 */
record Strength(int workers, int scorers) {

    /** @throws IllegalArgumentException if there is none of one */
    Strength {
        if (workers < 1 || scorers < 1) {
            throw new IllegalArgumentException(
                    "there must be a worker and a scorer, not " + workers + " and " + scorers);
        }
    }

    @Override
    public String toString() {
        return workers + (workers == 1 ? " worker, " : " workers, ") + scorers + " slow "
                + (scorers == 1 ? "scorer" : "scorers");
    }
}
