package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts groups into micro-batches: in order, at most so many groups each, sampled under the same conditions. Pure. */
final class MicroBatches {

    private MicroBatches() {}

    /** Groups of answers with those together that have as many kinds of answers, so that little of a pass is padding. */
    static List<TrainableGroup> alike(List<TrainableGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparingInt(
                        group -> MicroBatch.distinct(group).count()))
                .toList();
    }

    static List<List<TrainableGroup>> cut(List<TrainableGroup> groups, int atMost) {
        List<List<TrainableGroup>> parts = new ArrayList<>();
        List<TrainableGroup> open = new ArrayList<>();
        for (TrainableGroup group : groups) {
            if (!open.isEmpty()
                    && (open.size() == atMost || !open.get(0).conditions().equals(group.conditions()))) {
                parts.add(List.copyOf(open));
                open.clear();
            }
            open.add(group);
        }
        if (!open.isEmpty()) {
            parts.add(List.copyOf(open));
        }
        return List.copyOf(parts);
    }
}
