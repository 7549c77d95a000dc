package dev.millrace.audit.evidence;

import java.util.List;

/**
 * A version of the weights as it was found.
 *
 * @param version policy version
 * @param lineage that made it, as its manifest says
 * @param step that made it, or at which its lineage begins
 * @param position where its manifest lies
 * @param sha256 digest that the manifest states
 * @param settledGroups groups that the learner had settled
 * @param hasDeltas whether later versions may be deltas of it, for which it stays when those after it are trimmed
 * @param problems why it is not whole, or not what its checksums say
 * @param nonFinite values that are NaN or infinite, the first few, by tensor
 */
public record LoggedWeights(
        int version,
        int lineage,
        int step,
        Position position,
        String sha256,
        long settledGroups,
        boolean hasDeltas,
        List<String> problems,
        List<String> nonFinite) {

    public LoggedWeights {
        problems = List.copyOf(problems);
        nonFinite = List.copyOf(nonFinite);
    }
}
