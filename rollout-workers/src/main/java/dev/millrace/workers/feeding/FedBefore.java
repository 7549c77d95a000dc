package dev.millrace.workers.feeding;

import java.util.Set;

/**
 * What of an order lies on the log.
 *
 * @param next the first position that may not lie there
 * @param beyond positions behind it that do: a portion was cut short
 */
record FedBefore(long next, Set<Long> beyond) {

    static final FedBefore NOTHING = new FedBefore(0, Set.of());

    FedBefore {
        beyond = Set.copyOf(beyond);
    }
}
