package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.watch.RunEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened to a run, as its records tell: its windows by worker, its steps, and its rewinds. Pure. */
final class RunEvents {

    /** The newest that are told. */
    static final int MOST = 500;

    /** A worker that published nothing for so long has come back. */
    static final Duration WORKER_SILENCE = Duration.ofMinutes(1);

    /** Time between two steps that neither of them took, which is too long for a breath. */
    static final Duration LEARNER_PAUSE = Duration.ofSeconds(10);

    private static final String ALARM = "alarm/";

    private final List<StepRow> steps;
    private final List<RunEvent> events = new ArrayList<>();

    private RunEvents(List<StepRow> steps) {
        this.steps = steps;
    }

    /**
     * The events, oldest first.
     *
     * @param steps in their order
     * @param workers by the begin of a window, who published in it and which record says so
     * @param rewinds in their order
     */
    static List<RunEvent> of(
            List<StepRow> steps, NavigableMap<Instant, Map<String, RecordPlace>> workers, List<RewindRow> rewinds) {
        RunEvents found = new RunEvents(steps);
        found.workers(workers);
        found.steps();
        rewinds.forEach(rewind -> found.events.add(new RunEvent(
                rewind.at(),
                rewind.to(),
                Kind.REWOUND,
                "the learner went back from step " + rewind.from() + " to " + rewind.to(),
                Optional.of(rewind.place()))));
        found.events.sort(Comparator.comparing(RunEvent::at));
        int size = found.events.size();
        return List.copyOf(found.events.subList(Math.max(0, size - MOST), size));
    }

    private void workers(NavigableMap<Instant, Map<String, RecordPlace>> windows) {
        Map<String, Instant> seen = new HashMap<>();
        windows.forEach((start, workers) -> workers.forEach((worker, place) -> {
            Instant before = seen.put(worker, start);
            if (before == null) {
                event(start, Kind.WORKER_JOINED, worker + " joined", place);
            } else if (Duration.between(before, start).compareTo(WORKER_SILENCE) > 0) {
                String away = Duration.between(before, start).toSeconds() + " s";
                event(start, Kind.WORKER_JOINED, worker + " is back after " + away, place);
            }
        }));
    }

    private void steps() {
        StepRow before = null;
        for (StepRow step : steps) {
            if (step.skipped()) {
                event(step, Kind.STEP_REFUSED, "the update of step " + step.step() + " was refused: not finite");
            }
            if (before != null) {
                pause(before, step);
            }
            alarms(before, step);
            before = step;
        }
    }

    private void pause(StepRow before, StepRow step) {
        Double took = step.metrics().get(StepHistory.SECONDS);
        if (took == null) {
            return;
        }
        Duration idle = Duration.between(before.at(), step.at()).minusMillis(Math.round(1000 * took));
        if (idle.compareTo(LEARNER_PAUSE) > 0) {
            event(
                    step,
                    Kind.LEARNER_RESTARTED,
                    "the learner goes on after " + idle.toSeconds() + " s in which it made no step");
        }
    }

    private void alarms(@Nullable StepRow before, StepRow step) {
        step.metrics().forEach((name, value) -> {
            if (!name.startsWith(ALARM)) {
                return;
            }
            double earlier = before == null ? 0 : before.metrics().getOrDefault(name, 0.0);
            String words = name.substring(ALARM.length()).replace('_', ' ');
            if (value > 0 && earlier <= 0) {
                event(step, Kind.ALARM, words + " begins, says the learner");
            } else if (value <= 0 && earlier > 0) {
                event(step, Kind.ALARM_OVER, words + " is over, says the learner");
            }
        });
    }

    private void event(StepRow step, Kind kind, String text) {
        events.add(new RunEvent(step.at(), step.step(), kind, text, step.place()));
    }

    private void event(Instant at, Kind kind, String text, RecordPlace place) {
        events.add(new RunEvent(at, stepAt(at), kind, text, Optional.of(place)));
    }

    /** The newest step that had ended at a time. */
    private int stepAt(Instant time) {
        int from = 0;
        int to = steps.size();
        while (from < to) {
            int middle = (from + to) / 2;
            if (steps.get(middle).at().isAfter(time)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from == 0 ? 0 : steps.get(from - 1).step();
    }
}
