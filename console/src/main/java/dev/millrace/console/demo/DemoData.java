package dev.millrace.console.demo;

import dev.millrace.console.evaluate.EvaluationItem;
import dev.millrace.workers.feeding.FeedEntry;
import java.util.List;

/**
 * What a demo trains on and is judged by.
 *
 * @param training prompts that are fed round after round
 * @param heldOut prompts that are never fed
 */
public record DemoData(List<FeedEntry> training, List<EvaluationItem> heldOut) {

    public DemoData {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }
}
