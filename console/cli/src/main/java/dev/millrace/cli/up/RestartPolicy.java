package dev.millrace.cli.up;

import dev.millrace.cli.up.UpProcess.Part;
import java.time.Duration;

/**
 * What is done when a process has ended by itself. A failure may pass, so it is started again, later from time to time; bad
 * usage does not pass, and what fails again and again has a defect. Pure.
 */
final class RestartPolicy {

    /** Whoever has run this long has got over what ended it before. */
    static final Duration RECOVERED = Duration.ofMinutes(1);

    /** Failures in a row after which nobody tries again. */
    static final int MOST_FAILURES = 5;

    private static final int DONE = 0;
    private static final int USAGE = 2;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration first;

    /** @param first how long it is waited before the first new start; twice as long before the next, and so on */
    RestartPolicy(Duration first) {
        this.first = first;
    }

    /** What is done. */
    sealed interface Decision {

        /** It is started again. */
        record Again(Duration after) implements Decision {}

        /** The run goes on without it. */
        record Without(String why) implements Decision {}

        /** The run is over, and all is well. */
        record RunOver() implements Decision {}

        /** The run ends with this exit code. */
        record GiveUp(int exitCode, String why) implements Decision {}
    }

    /**
     * Decides.
     *
     * @param exitCode with which it ended; that of a signal is 128 and the signal's number
     * @param failures how often it has failed in a row, this time included
     */
    Decision decide(Part part, int exitCode, int failures) {
        if (exitCode == DONE) {
            return part == Part.LEARNER ? new Decision.RunOver() : new Decision.Without("is done");
        }
        if ((exitCode == INTERRUPTED || exitCode == TERMINATED) && !isNeeded(part)) {
            return new Decision.Without("was stopped by a signal, and is not started again");
        }
        if (exitCode == USAGE) {
            return end(part, exitCode, "was used or configured wrongly, which a new start does not cure");
        }
        if (failures > MOST_FAILURES) {
            return end(part, 1, "has failed " + failures + " times in a row");
        }
        Duration after = first.multipliedBy(1L << (failures - 1));
        return new Decision.Again(after.compareTo(LONGEST) > 0 ? LONGEST : after);
    }

    /** Whether a run without it would wait for ever: a signal from elsewhere is a failure like another then. */
    private static boolean isNeeded(Part part) {
        return part == Part.BROKER || part == Part.STREAMS || part == Part.LEARNER;
    }

    private static Decision end(Part part, int exitCode, String why) {
        return part == Part.PAGE || part == Part.EVALUATOR
                ? new Decision.Without(why)
                : new Decision.GiveUp(exitCode, why);
    }
}
