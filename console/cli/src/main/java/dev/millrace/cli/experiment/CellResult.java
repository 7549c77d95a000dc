package dev.millrace.cli.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of one cell: a line of the results.
 *
 * @param cell its id
 * @param setting name of its settings
 * @param data name of its data
 * @param seed of the run
 * @param steps optimizer steps
 * @param before held-out accuracy of the policy it began with
 * @param after held-out accuracy at the end
 * @param categories held-out accuracy at the end by category
 * @param curve held-out accuracy on the way
 * @param meanWeight mean weight of the tokens in the last step
 * @param dependencyCost time spent measuring visual dependency per time spent drawing the responses
 * @param tokens which tokens the reshaper amplifies under the trained policy; null where it amplifies none
 * @param drawings what became of its images; null where it only answers
 * @param measures what else was measured of it; null where nothing was asked for
 * @param imbalance of the accounting; 0
 * @param wallSeconds of the whole cell
 */
public record CellResult(
        String cell,
        String setting,
        String data,
        long seed,
        int steps,
        double before,
        double after,
        SortedMap<String, Double> categories,
        List<Point> curve,
        double meanWeight,
        double dependencyCost,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenCounts tokens,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable DrawnResult drawings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CellMeasures measures,
        long imbalance,
        double wallSeconds) {

    public CellResult {
        curve = List.copyOf(curve);
    }

    /**
     * @param step optimizer steps so far
     * @param samples trajectories trained so far
     * @param accuracy held-out, as a fraction of 1
     */
    public record Point(int step, long samples, double accuracy) {}

    /** Trajectories trained when the held-out accuracy first reached a threshold, by interpolation; empty if it did not. */
    public OptionalDouble samplesTo(double threshold) {
        for (int i = 0; i < curve.size(); i++) {
            Point here = curve.get(i);
            if (here.accuracy() >= threshold) {
                if (i == 0) {
                    return OptionalDouble.of(here.samples());
                }
                Point last = curve.get(i - 1);
                double share = (threshold - last.accuracy()) / (here.accuracy() - last.accuracy());
                return OptionalDouble.of(last.samples() + share * (here.samples() - last.samples()));
            }
        }
        return OptionalDouble.empty();
    }
}
