package dev.millrace.cli.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.cli.demo.DemoReport.Abilities;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * @param editsBefore changed images by the policy it began with, by kind of change
 * @param edits the same at the end
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Double> editsBefore,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Double> edits,
        SortedMap<String, List<Double>> rewards) {

    /** Results that were written before edits were told by their kind have none. */
    public DrawnResult(
            double before,
            double after,
            SortedMap<String, Double> categories,
            double knowledgeBefore,
            double knowledge,
            double editingBefore,
            double editing,
            @Nullable SortedMap<String, Double> editsBefore,
            @Nullable SortedMap<String, Double> edits,
            SortedMap<String, List<Double>> rewards) {
        this.before = before;
        this.after = after;
        this.categories = categories;
        this.knowledgeBefore = knowledgeBefore;
        this.knowledge = knowledge;
        this.editingBefore = editingBefore;
        this.editing = editing;
        this.editsBefore = editsBefore == null ? new TreeMap<>() : editsBefore;
        this.edits = edits == null ? new TreeMap<>() : edits;
        this.rewards = rewards;
    }

    static DrawnResult of(Abilities before, Abilities after, SortedMap<String, List<Double>> rewards) {
        return new DrawnResult(
                before.generation().overall(),
                after.generation().overall(),
                after.generation().categories(),
                before.knowledge().overall(),
                after.knowledge().overall(),
                before.editing().overall(),
                after.editing().overall(),
                before.editing().categories(),
                after.editing().categories(),
                rewards);
    }
}
