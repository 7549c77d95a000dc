package dev.millrace.cli.up;

import java.util.List;
import java.util.Optional;

/**
 * One process of a run.
 *
 * @param name what its lines begin with
 * @param part what it is
 * @param arguments its command line, without the program
 * @param readyWhen how the line begins by which it says that others may start; empty if nobody waits for it
 */
public record UpProcess(String name, Part part, List<String> arguments, Optional<String> readyWhen) {

    public UpProcess {
        arguments = List.copyOf(arguments);
    }

    /** What a process can be, in the order in which they end. */
    public enum Part {
        /** Feeds prompts, so that no new work comes. */
        FEEDER,
        WORKER,
        /** Judges versions; nobody waits for it. */
        EVALUATOR,
        SCORERS,
        STREAMS,
        LEARNER,
        /** Nobody waits for it either. */
        PAGE,
        /** The last, since all others talk to it until they end. */
        BROKER
    }
}
