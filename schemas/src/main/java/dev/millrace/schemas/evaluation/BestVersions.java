package dev.millrace.schemas.evaluation;

import dev.millrace.schemas.avro.HeldOutResult;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which versions of a run are the best by their held-out results. Results of two evaluators say nothing of each other, so each
 * evaluator has best versions of its own. What was judged of an average of versions is no result of any one of them and does not
 * count. Belongs to one thread.
 */
public final class BestVersions {

    private final SortedMap<String, NavigableMap<Integer, Double>> values = new TreeMap<>();

    /** Takes a result; the first one that an evaluator gave of a version counts. */
    public void add(HeldOutResult result) {
        if (!result.getAveraged().hasRemaining()) {
            values.computeIfAbsent(result.getEvaluator(), name -> new TreeMap<>())
                    .putIfAbsent(result.getVersion(), result.getValue());
        }
    }

    /**
     * The best among some versions, for each evaluator that has judged any of them: the highest value first, and of equal ones
     * the older version.
     *
     * @param most versions for each evaluator
     */
    public SortedMap<String, List<Judged>> among(Set<Integer> candidates, int most) {
        SortedMap<String, List<Judged>> best = new TreeMap<>();
        values.forEach((evaluator, judged) -> {
            List<Judged> first = judged.entrySet().stream()
                    .filter(entry -> candidates.contains(entry.getKey()))
                    .map(entry -> new Judged(entry.getKey(), entry.getValue()))
                    .sorted(Comparator.comparingDouble(Judged::value).reversed().thenComparingInt(Judged::version))
                    .limit(most)
                    .toList();
            if (!first.isEmpty()) {
                best.put(evaluator, first);
            }
        });
        return best;
    }

    /**
     * The versions, of some, that may still get a result: newer than what some evaluator has judged last, or all where nobody
     * has judged any. An evaluator goes from older to newer versions, so that what it has passed over it never judges.
     */
    public Set<Integer> awaiting(Set<Integer> candidates) {
        int last =
                values.values().stream().mapToInt(NavigableMap::lastKey).min().orElse(-1);
        return candidates.stream().filter(version -> version > last).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * A version and what it came to.
     *
     * @param value from 0 to 1
     */
    public record Judged(int version, double value) {}
}
