package dev.millrace.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the images of all seeds of one setting came to; the figures of {@link DrawnResult} as intervals.
 *
 * @param editingGain what editing has risen by
 * @param edits changed images at the end by kind of change; empty where results do not tell
 * @param editGains what these have risen by
 * @param rewards by scorer, of each part of the run
 */
record DrawnSummary(
        Interval after,
        Interval gain,
        SortedMap<String, Interval> categories,
        Interval knowledge,
        Interval knowledgeGain,
        Interval editing,
        Interval editingGain,
        SortedMap<String, Interval> edits,
        SortedMap<String, Interval> editGains,
        SortedMap<String, List<Interval>> rewards) {

    /** Empty if there are no results. */
    static Optional<DrawnSummary> of(List<DrawnResult> seeds) {
        if (seeds.isEmpty()) {
            return Optional.empty();
        }
        DrawnResult first = seeds.get(0);
        SortedMap<String, Interval> categories = new TreeMap<>();
        for (String category : first.categories().keySet()) {
            categories.put(category, interval(seeds, seed -> seed.categories().getOrDefault(category, 0.0)));
        }
        SortedMap<String, Interval> edits = new TreeMap<>();
        SortedMap<String, Interval> editGains = new TreeMap<>();
        for (String edit : first.edits().keySet()) {
            edits.put(edit, interval(seeds, seed -> seed.edits().getOrDefault(edit, 0.0)));
            editGains.put(
                    edit,
                    interval(
                            seeds,
                            seed -> seed.edits().getOrDefault(edit, 0.0)
                                    - seed.editsBefore().getOrDefault(edit, 0.0)));
        }
        SortedMap<String, List<Interval>> rewards = new TreeMap<>();
        first.rewards().forEach((scorer, history) -> {
            List<Interval> parts = new ArrayList<>();
            for (int part = 0; part < history.size(); part++) {
                int at = part;
                parts.add(interval(
                        seeds,
                        seed -> seed.rewards().getOrDefault(scorer, history).get(at)));
            }
            rewards.put(scorer, parts);
        });
        return Optional.of(new DrawnSummary(
                interval(seeds, DrawnResult::after),
                interval(seeds, seed -> seed.after() - seed.before()),
                categories,
                interval(seeds, DrawnResult::knowledge),
                interval(seeds, seed -> seed.knowledge() - seed.knowledgeBefore()),
                interval(seeds, DrawnResult::editing),
                interval(seeds, seed -> seed.editing() - seed.editingBefore()),
                edits,
                editGains,
                rewards));
    }

    private static Interval interval(List<DrawnResult> seeds, ToDoubleFunction<DrawnResult> of) {
        return Interval.of(seeds.stream().mapToDouble(of).boxed().toList());
    }
}
