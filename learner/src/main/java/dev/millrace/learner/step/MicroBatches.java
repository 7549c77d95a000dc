package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import java.util.ArrayList;
import java.util.List;

/** Cuts a batch into micro-batches: in order, at most so many groups each, of one temperature. Pure. */
final class MicroBatches {

    private MicroBatches() {}

    static List<MicroBatch> cut(List<TrainableGroup> groups, int atMost) {
        List<MicroBatch> parts = new ArrayList<>();
        List<TrainableGroup> open = new ArrayList<>();
        for (TrainableGroup group : groups) {
            if (!open.isEmpty() && (open.size() == atMost || open.get(0).temperature() != group.temperature())) {
                parts.add(new MicroBatch(open));
                open.clear();
            }
            open.add(group);
        }
        if (!open.isEmpty()) {
            parts.add(new MicroBatch(open));
        }
        return List.copyOf(parts);
    }
}
