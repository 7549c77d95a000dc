package dev.millrace.monitoring.runs;

import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runs under the prefix: those with steps on the topic, and those of which a census finds anything else. The broker is
 * asked at most once in ten seconds, however many ask here. Thread-safe.
 */
public final class ClusterRuns {

    private static final Logger log = LoggerFactory.getLogger(ClusterRuns.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final RunWatch watch;
    private final Supplier<Collection<RunPresence>> census;
    private final StopNotes notes;
    private List<RunLine> known = List.of();
    private long freshUntil = System.nanoTime();

    /** @param census what the broker holds of runs, as {@code runs list} reads it */
    public ClusterRuns(
            KafkaConnection connection, Topics topics, RunWatch watch, Supplier<Collection<RunPresence>> census) {
        this.watch = watch;
        this.census = census;
        this.notes = new StopNotes(connection, topics);
    }

    /** The runs by name. */
    public synchronized List<RunLine> all() throws InterruptedException {
        if (System.nanoTime() - freshUntil >= 0) {
            known = read();
            freshUntil = System.nanoTime() + FRESH.toNanos();
        }
        return known;
    }

    private List<RunLine> read() throws InterruptedException {
        Map<String, Boolean> working = new HashMap<>();
        boolean isCounted = true;
        try {
            census.get().forEach(each -> working.put(each.run(), each.isWorking()));
        } catch (RuntimeException e) {
            isCounted = false;
            log.atWarn().addKeyValue("cause", e.getMessage()).log("runs are told by their steps alone");
        }
        TreeSet<String> names = new TreeSet<>(watch.runs());
        names.addAll(working.keySet());
        names.add(watch.runId().value());
        Map<String, Instant> stopped = notes.of(names);
        List<RunLine> lines = new ArrayList<>();
        for (String name : names) {
            boolean isForsaken = isCounted && !working.getOrDefault(name, false);
            lines.add(line(name, Optional.ofNullable(stopped.get(name)), isForsaken));
        }
        return List.copyOf(lines);
    }

    private RunLine line(String name, Optional<Instant> stopped, boolean isForsaken) {
        List<StepRow> steps = watch.steps(name);
        RunState state = watch.stateOf(name, stopped);
        // Silent, unfinished, not stopped on purpose, and nobody is there any more.
        String word = state.kind() == RunState.Kind.STALLED && isForsaken
                ? "failed"
                : state.kind().word();
        return new RunLine(
                name,
                word,
                state.totalSteps(),
                steps.stream().findFirst().map(StepRow::at),
                steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1)),
                state.trained(),
                name.equals(watch.runId().value()));
    }
}
