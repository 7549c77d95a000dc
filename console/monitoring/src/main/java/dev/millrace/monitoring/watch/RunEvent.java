package dev.millrace.monitoring.watch;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that happened to a run, for the axis of its charts.
 *
 * @param step newest step at that time, 0 before the first
 * @param text what happened, in a few words
 * @param place of the record that tells it; empty where the page has seen it itself
 */
public record RunEvent(Instant at, int step, Kind kind, String text, Optional<RecordPlace> place) {

    /** What may happen. */
    public enum Kind {
        /** A worker has published for the first time, or again after a minute of silence. */
        WORKER_JOINED,
        /** Between two steps no learner was at work. */
        LEARNER_RESTARTED,
        /** The learner went back to a checkpoint. */
        REWOUND,
        /** An update was not finite. */
        STEP_REFUSED,
        /** An alarm began. */
        ALARM,
        /** It ended. */
        ALARM_OVER;

        /** Short and stable: {@code worker_joined}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
