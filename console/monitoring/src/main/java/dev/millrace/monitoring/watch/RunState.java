package dev.millrace.monitoring.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a run goes on, as its topics tell: its training steps say how many there will be, everything that happens makes
 * a step or a window of metrics, and a learner that is stopped says so. A run that was resumed with more steps goes on from
 * its next step. Pure.
 *
 * @param trained what its steps took, without the pauses between learners; of a live run up to now
 * @param end when it came to its end, or was last heard of; empty while it goes on
 * @param totalSteps steps it is to make; 0 where it has no end, or none is known
 */
public record RunState(Kind kind, Duration trained, Optional<Instant> end, int totalSteps) {

    /** A run that nothing was heard of for so long stands still, unless its steps take long. */
    static final Duration QUIET = Duration.ofMinutes(2);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** How a run stands. */
    public enum Kind {
        /** Nothing was heard of it yet. */
        WAITING("not begun"),
        LIVE("live"),
        /** It has not come to its end, and nothing is heard of it. */
        STALLED("stalled"),
        /** Its learner was stopped on purpose, and nobody has resumed it. */
        STOPPED("stopped"),
        /** It has made its last step. */
        FINISHED("finished");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * @param newest its newest step
     * @param stepsTook the time of all of its steps
     * @param heard when anything was heard of it
     * @param stopped when its learner was stopped, as it has noted itself; no step has followed
     */
    static RunState of(
            Optional<StepRow> newest,
            Duration stepsTook,
            int totalSteps,
            Optional<Instant> heard,
            Optional<Instant> stopped,
            Instant now) {
        if (heard.isEmpty() && stopped.isEmpty()) {
            return new RunState(Kind.WAITING, Duration.ZERO, Optional.empty(), totalSteps);
        }
        if (totalSteps > 0 && newest.isPresent() && newest.get().step() >= totalSteps) {
            return new RunState(
                    Kind.FINISHED, stepsTook, Optional.of(newest.get().at()), totalSteps);
        }
        // What is asked of the broker may be a moment older than what was read.
        if (stopped.isPresent()
                && newest.filter(step -> step.at().isAfter(stopped.get())).isEmpty()) {
            return new RunState(Kind.STOPPED, stepsTook, stopped, totalSteps);
        }
        Duration patience = newest.map(RunState::patience).orElse(QUIET);
        if (Duration.between(heard.orElse(now), now).compareTo(patience) > 0) {
            return new RunState(Kind.STALLED, stepsTook, heard, totalSteps);
        }
        // After a pause the clock goes on with the first step of the new learner.
        Duration since = newest.map(step -> Duration.between(step.at(), now))
                .filter(gap -> !gap.isNegative() && gap.compareTo(patience) <= 0)
                .orElse(Duration.ZERO);
        return new RunState(Kind.LIVE, stepsTook.plus(since), Optional.empty(), totalSteps);
    }

    private static Duration patience(StepRow step) {
        double seconds = step.metrics().getOrDefault(StepHistory.SECONDS, 0.0);
        Duration three = Duration.ofMillis(Math.round(3000 * seconds));
        return three.compareTo(QUIET) > 0 ? three : QUIET;
    }

    /** Whether it has come to its end, or to the one that somebody has set, so that nothing is waited for. */
    public boolean isOver() {
        return kind == Kind.FINISHED || kind == Kind.STOPPED;
    }

    /** In a few words, with the time in a zone: {@code finished at 12:01:07}. */
    public String words(ZoneId zone, Instant now) {
        return end.map(at -> kind.word() + (isOver() ? " at " : " since ") + time(at, zone, now))
                .orElse(kind.word());
    }

    private static String time(Instant at, ZoneId zone, Instant now) {
        boolean today = LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone));
        return (today ? TIME : DATE_AND_TIME).format(at.atZone(zone));
    }
}
