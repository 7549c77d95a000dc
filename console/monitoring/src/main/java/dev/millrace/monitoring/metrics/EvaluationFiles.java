package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.monitor.HeldOutPoint;
import dev.millrace.schemas.avro.HeldOutResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * An evaluator's results as event files of TensorBoard, which shows them as a run of their own beside that of the steps. Each
 * result is in them once, whatever was killed, as long as the results are given again from the first: what it has it passes over.
 * Not thread-safe.
 */
public final class EvaluationFiles implements AutoCloseable {

    private static final String PREFIX = "held_out/";

    private final EventFile events;
    private final EventSteps told;
    private final Set<Integer> given = new HashSet<>();

    private EvaluationFiles(EventFile events, EventSteps told) {
        this.events = events;
        this.told = told;
    }

    /**
     * Opens the files to go on with.
     *
     * @param folder exists; they lie in {@code tensorboard/evaluations/NAME} in it
     * @param now when this start was; stands in the name of its event file
     * @throws UncheckedIOException if they cannot be read or written
     */
    public static EvaluationFiles open(Path folder, String evaluator, Instant now) {
        Path own = folder.resolve("tensorboard").resolve("evaluations").resolve(evaluator);
        try {
            Files.createDirectories(own);
            EventSteps told = EventSteps.in(own);
            return new EvaluationFiles(EventFile.create(StepFolder.eventFile(own, now), now), told);
        } catch (IOException e) {
            throw new UncheckedIOException("results cannot be written to " + own, e);
        }
    }

    /** Adds a result if the files do not have it. */
    public void add(HeldOutResult result) {
        if (!given.add(result.getVersion()) || told.takeStep(result.getStep())) {
            return;
        }
        HeldOutPoint point = HeldOutPoint.of(result);
        Map<String, Double> scalars = new HashMap<>();
        scalars.put(PREFIX + "value", point.value());
        point.categories().forEach((category, share) -> scalars.put(PREFIX + category, share));
        events.scalars(point.step(), point.at(), scalars);
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw new UncheckedIOException("results cannot be written", e);
        }
    }
}
