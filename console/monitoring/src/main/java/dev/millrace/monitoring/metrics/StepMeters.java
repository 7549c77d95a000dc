package dev.millrace.monitoring.metrics;

import dev.millrace.learner.LearnerListener;
import dev.millrace.schemas.avro.TrainingStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the newest step of a learner as figures. Told on the learner's thread, asked from any. */
public final class StepMeters implements LearnerListener {

    private final LearnerListener next;
    private final Clock clock;
    private final AtomicReference<@Nullable TrainingStep> newest = new AtomicReference<>();
    private volatile long refused;

    /** @param next hears everything too */
    public StepMeters(LearnerListener next, Clock clock) {
        this.next = next;
        this.clock = clock;
    }

    @Override
    public void reached(Milestone milestone, int version) {
        next.reached(milestone, version);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void committed(TrainingStep step) {
        newest.set(step);
        if (step.getSkipped()) {
            refused++;
        }
        next.committed(step);
    }

    @Override
    public void rewound(TrainingStep beginning) {
        next.rewound(beginning);
    }

    /** The metrics of the newest step, its age, and how many steps were refused; empty before the first. */
    public Map<String, Double> figures() {
        TrainingStep step = newest.get();
        if (step == null) {
            return Map.of();
        }
        Instant at = step.getTrainedAt();
        Map<String, Double> figures = new HashMap<>(step.getMetrics());
        figures.put("step", (double) step.getStep());
        figures.put("steps_refused", (double) refused);
        figures.put("weights/age_s", Duration.between(at, clock.instant()).toMillis() / 1000.0);
        return figures;
    }
}
