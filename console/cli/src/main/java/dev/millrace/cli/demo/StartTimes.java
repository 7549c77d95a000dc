package dev.millrace.cli.demo;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.bench.Cpu;
import dev.millrace.learner.LearnerListener;
import dev.millrace.schemas.avro.TrainingStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a demo came to the points of its start, up to its first committed step, when they are written to a file. Each point counts
 * once. Safe for all threads.
 */
final class StartTimes implements LearnerListener {

    private static final Logger log = LoggerFactory.getLogger(StartTimes.class);
    private static final double MILLIS = 1e3;
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Points of a start. They need not be reached in this order, as some are reached side by side. */
    enum Point {
        /** Settings are read and prompts drawn. */
        PREPARED,
        /** Broker and registry serve. */
        STACK,
        /** Topics and schemas are there. */
        TOPICS,
        /** Streams, scorers and feeder are started; learner and worker are about to be. */
        ROLES,
        /** The base policy has been examined, if that comes first. */
        EXAM,
        /** The base policy is on its way to the worker. */
        WEIGHTS,
        /** The first batch is read, so it was sampled, scored and credited. */
        BATCH,
        /** The first step is computed. */
        TRAINED,
        /** The first step is committed. */
        STEP
    }

    /**
     * What stands in the file.
     *
     * @param began when the process, or the demo, began
     * @param committed when its first step was committed
     * @param cpuSeconds CPU of the process until then
     * @param seconds from the beginning to each point
     */
    record Start(Instant began, Instant committed, double cpuSeconds, Map<String, Double> seconds) {}

    private final Instant began;
    private final Path file;
    private final Clock clock;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final CountDownLatch stepped = new CountDownLatch(1);

    private StartTimes(Instant began, Path file, Clock clock) {
        this.began = began;
        this.file = file;
        this.clock = clock;
    }

    /** Counts from the start of this process. */
    static StartTimes ofProcess(Path file, Clock clock) {
        return new StartTimes(
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), file, clock);
    }

    /** Counts from now. */
    static StartTimes fromNow(Path file, Clock clock) {
        return new StartTimes(clock.instant(), file, clock);
    }

    /** A point is reached; when it was reached before, nothing changes. */
    synchronized void reached(Point point) {
        seconds.putIfAbsent(
                name(point), Duration.between(began, clock.instant()).toMillis() / MILLIS);
    }

    @Override
    public void reached(Milestone milestone, int version) {
        switch (milestone) {
            case BATCH_READ -> reached(Point.BATCH);
            case TRAINED -> reached(Point.TRAINED);
            case SENT -> reached(Point.WEIGHTS);
            case COMMITTED, SAVED -> {
                // The first committed step is told of by itself, and checkpoints are no part of a start.
            }
        }
    }

    @Override
    public synchronized void committed(TrainingStep step) {
        if (seconds.containsKey(name(Point.STEP))) {
            return;
        }
        reached(Point.STEP);
        log.atInfo().addKeyValue("seconds", seconds.get(name(Point.STEP))).log("first step committed");
        write(new Start(began, clock.instant(), Cpu.process(), Collections.unmodifiableMap(seconds)));
        stepped.countDown();
    }

    /** Waits until the first step is committed, but no longer than this; returns soon where nobody wants that any more. */
    void awaitStep(Duration most, BooleanSupplier unwanted) {
        Instant until = clock.instant().plus(most);
        try {
            while (!unwanted.getAsBoolean()
                    && clock.instant().isBefore(until)
                    && !stepped.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                // It is asked again whether anybody waits.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(Point point) {
        return point.name().toLowerCase(Locale.ROOT);
    }

    /** Whole: a reader finds no half of it. */
    private void write(Start start) {
        Path writing = file.resolveSibling(file.getFileName() + ".writing");
        try {
            Files.writeString(writing, ReportJson.of(start) + "\n");
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
