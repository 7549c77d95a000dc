package dev.millrace.cli.page;

import dev.millrace.schemas.avro.DropReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run that goes on, on a thread of its own: in each step nine groups of four with their scores and experience, a step of the learner, and
 * now and then what is counted, dropped, judged and set aside. Nobody else uses the run meanwhile.
 */
final class PlayedStream implements AutoCloseable {

    /** The first of the groups that can be opened. */
    private static final int OPENED = 10_000_000;

    private final PlayedRun run;
    private final int from;
    private final int steps;
    private final Duration pace;
    private final Thread thread;
    private volatile int allowed;
    private volatile int made;
    private volatile String group = "";
    private volatile @Nullable Exception failed;

    /**
     * @param from steps that the run has made
     * @param steps that it makes
     * @param pace the time of a step, or more where that is not enough, or where it is not allowed yet
     */
    PlayedStream(PlayedRun run, int from, int steps, Duration pace) {
        this.run = run;
        this.from = from;
        this.steps = steps;
        this.pace = pace;
        this.thread = new Thread(this::play, "played-stream");
        thread.start();
    }

    /** It may make so many steps, and waits before the next. */
    void allow(int step) {
        allowed = step;
    }

    /** Waits until it has made so many steps. */
    void await(int step) throws InterruptedException {
        while (made < step) {
            Exception cause = failed;
            if (cause != null || !thread.isAlive()) {
                throw new AssertionError("the run ended at step " + made + " of " + steps, cause);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    int made() {
        return made;
    }

    /** The newest group whose answers can be looked at. */
    String group() {
        return group;
    }

    private void play() {
        try {
            String image = run.image(PlayedRun.picture(0), "image/png");
            run.samples().from(OPENED);
            long begun = System.nanoTime();
            for (int step = 1; step <= steps; step++) {
                while (step > allowed) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                play(step, image);
                made = step;
                long early = begun + step * pace.toNanos() - System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, early));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failed = e;
        }
    }

    private void play(int step, String image) throws Exception {
        for (int i = 0; i < 8; i++) {
            run.samples().closedGroup((from + step) * 8 + i);
        }
        group = step % 4 == 0
                ? run.samples().drawings("a photo of a red circle")
                : run.samples().answers("<image>What color is it?", image);
        run.steps().nextStep();
        if (step % 5 == 0) {
            run.steps().counted(Instant.now());
            run.steps().servers("worker-0", Map.of("10.0.0.1_8000/version", (double) step));
        }
        if (step % 30 == 0) {
            run.steps().judged("held-out", step, step % 4, 4);
            run.samples().dropped(group, DropReason.STALE, "too old, at " + step, 0, 1);
        }
        if (step % 600 == 0) {
            run.written().letter("no score at " + step, Instant.now());
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
