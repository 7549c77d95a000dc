package dev.millrace.monitoring.monitor;

import java.util.Locale;

/**
 * Something that somebody should look at.
 *
 * @param text what is wrong and where to look
 */
public record Alarm(Kind kind, String text) {

    /** How bad it is. */
    public enum Severity {
        WARNING,
        CRITICAL
    }

    /** What may be wrong: the same list as that of {@code infra/prometheus/alerts.yml}, under the same names. */
    public enum Kind {
        /** Trajectories have more ends than one, or an end and no beginning. */
        IMBALANCE(Severity.CRITICAL),
        /** A group should have been closed long ago. */
        OLDEST_OPEN_GROUP(Severity.CRITICAL),
        /** Trajectories wait, and nothing is trained. */
        NO_NEW_WEIGHTS(Severity.WARNING),
        /** A worker goes on with weights that are older than what is trained. */
        WEIGHTS_NOT_TAKEN(Severity.CRITICAL),
        /** Records were set aside. */
        DEAD_LETTERS(Severity.WARNING),
        /** Steps were refused. */
        NON_FINITE(Severity.WARNING),
        /** A sampler's log-probabilities are not those of the weights that it says it serves. */
        MISMATCH(Severity.WARNING),
        /** A scorer has failed. */
        SCORER_FAILURES(Severity.WARNING);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        public Severity severity() {
            return severity;
        }

        /** Short and stable: {@code no_new_weights}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Severity severity() {
        return kind.severity();
    }

    /** That of its kind. */
    public String name() {
        return kind.word();
    }
}
