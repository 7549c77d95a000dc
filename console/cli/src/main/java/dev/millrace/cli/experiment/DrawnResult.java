package dev.millrace.cli.experiment;

import dev.millrace.cli.demo.DemoReport.Abilities;
import java.util.List;
import java.util.SortedMap;

/**
 * What came of a cell that also draws; shares of held-out images that keep all rules, as means of their categories.
 *
 * @param before images of objects by the policy it began with
 * @param after the same at the end
 * @param categories the same at the end by category
 * @param knowledgeBefore images of answers by the policy it began with
 * @param knowledge the same at the end
 * @param editingBefore changed images by the policy it began with
 * @param editing the same at the end
 * @param rewards mean score by scorer in each part of the run, parts of equal length
 */
public record DrawnResult(
        double before,
        double after,
        SortedMap<String, Double> categories,
        double knowledgeBefore,
        double knowledge,
        double editingBefore,
        double editing,
        SortedMap<String, List<Double>> rewards) {

    static DrawnResult of(Abilities before, Abilities after, SortedMap<String, List<Double>> rewards) {
        return new DrawnResult(
                before.generation().overall(),
                after.generation().overall(),
                after.generation().categories(),
                before.knowledge().overall(),
                after.knowledge().overall(),
                before.editing().overall(),
                after.editing().overall(),
                rewards);
    }
}
