package dev.millrace.cli.command;

import dev.millrace.learner.LearnerListener;
import dev.millrace.monitoring.monitor.Headline;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Prints a learner's steps, a line now and then. Used by the learner's thread alone. */
final class StepLines implements LearnerListener {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final String headline;
    private final Clock clock;
    private Instant next = Instant.MIN;

    /** @param headline the scorer whose mean is told */
    StepLines(PrintWriter out, String headline, Clock clock) {
        this.out = out;
        this.headline = Headline.metric(headline);
        this.clock = clock;
    }

    @Override
    public void rewound(TrainingStep beginning) {
        out.println("back to step " + beginning.getStep() + ": steps " + (beginning.getStep() + 1) + " to "
                + beginning.getRewoundFrom() + " are abandoned and trained again; lineage " + beginning.getLineage()
                + " begins with version " + RecordedVersions.of(beginning));
        out.flush();
    }

    @Override
    public void committed(TrainingStep step) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        Map<String, Double> metrics = step.getMetrics();
        StringBuilder line = new StringBuilder("step " + step.getStep());
        for (String name : new String[] {"reward", headline, "kl", "entropy", "staleness/avg"}) {
            Double value = metrics.get(name);
            if (value != null) {
                line.append(String.format(Locale.ROOT, "  %s %.4f", name, value));
            }
        }
        out.println(step.getSkipped() ? line + "  skipped" : line.toString());
        out.flush();
    }
}
