package dev.millrace.monitoring.monitor;

import java.util.List;

/**
 * The score that stands for all where there is room for one.
 *
 * @param scorer whose it is
 * @param means its mean in each step's groups so far, oldest first
 */
public record Headline(String scorer, List<Double> means) {

    public Headline {
        means = List.copyOf(means);
    }

    /** The metric of a training step that holds it. */
    public String metric() {
        return metric(scorer);
    }

    /** The metric of a training step that holds the mean of a scorer. */
    public static String metric(String scorer) {
        return "rewards/" + scorer + "/mean";
    }
}
