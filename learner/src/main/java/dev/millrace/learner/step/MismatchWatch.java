package dev.millrace.learner.step;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks out for samplers whose log-probabilities are not those that the learner computes on the same weights: another precision,
 * another template, other pixels, or weights that never arrived. It changes nothing of the training. Belongs to one thread.
 */
public final class MismatchWatch {

    /** Set to 1 while there is an alarm, to 0 where there is none; absent where nothing could be compared. */
    public static final String ALARM = "alarm/mismatch";

    private static final Logger log = LoggerFactory.getLogger(MismatchWatch.class);

    private final double threshold;
    private boolean raised;

    public MismatchWatch(MismatchConfig config) {
        this.threshold = config.threshold();
    }

    /** Takes the metrics of a step, and adds the alarm to them. */
    public void observe(Map<String, Double> metrics) {
        Double distance = metrics.get("mismatch/k3");
        if (distance == null) {
            return;
        }
        boolean above = distance > threshold;
        metrics.put(ALARM, above ? 1.0 : 0.0);
        if (above && !raised) {
            log.atWarn()
                    .addKeyValue("k3", distance)
                    .addKeyValue("threshold", threshold)
                    .addKeyValue("max", metrics.get("mismatch/max"))
                    .log(
                            "sampled log-probabilities are not those that the learner computes on the same weights: compare"
                                    + " precision, template, image sizes and the version that the sampler serves");
        }
        raised = above;
    }
}
