package dev.millrace.cli.follow;

import dev.millrace.schemas.weights.WholeWeights;
import java.util.List;

/**
 * What is to be judged next.
 *
 * @param versions whose weights are averaged, oldest first; mostly the one
 * @param passedOver versions that should have been judged before it and never will be, as newer ones are there
 */
record Due(List<WholeWeights> versions, List<Integer> passedOver) {

    Due {
        versions = List.copyOf(versions);
        passedOver = List.copyOf(passedOver);
    }

    /** The version that the result is of. */
    WholeWeights newest() {
        return versions.get(versions.size() - 1);
    }
}
