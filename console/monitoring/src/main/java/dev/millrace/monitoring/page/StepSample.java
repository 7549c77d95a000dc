package dev.millrace.monitoring.page;

import dev.millrace.monitoring.watch.StepRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a long history short enough for a chart by leaving steps out, evenly: each that stays is as it was recorded, and
 * the newest is among them. A mean of neighbours would be a number that no step has. Pure.
 */
final class StepSample {

    private StepSample() {}

    /** @param most rows, at least 1 */
    static List<StepRow> of(List<StepRow> rows, int most) {
        if (rows.size() <= most) {
            return rows;
        }
        int every = (rows.size() + most - 1) / most;
        List<StepRow> kept = new ArrayList<>();
        for (int i = (rows.size() - 1) % every; i < rows.size(); i += every) {
            kept.add(rows.get(i));
        }
        return kept;
    }
}
