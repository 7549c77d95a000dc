package dev.millrace.cli.pretrain;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines about the steps of one training: every twentieth, and the last. */
final class StepReport {

    private static final int EVERY = 20;

    private final String name;
    private final int steps;
    private final Consumer<String> lines;
    private final long begun = System.nanoTime();

    StepReport(String name, int steps, Consumer<String> lines) {
        this.name = name;
        this.steps = steps;
        this.lines = lines;
    }

    void stepDone(int step, double loss) {
        stepDone(step, String.format(Locale.ROOT, "loss %.4f", loss));
    }

    /** @param losses in words */
    void stepDone(int step, String losses) {
        if (step % EVERY == 0 || step == steps) {
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            lines.accept(String.format(Locale.ROOT, "%s: step %d of %d, %s, %d s", name, step, steps, losses, seconds));
        }
    }
}
