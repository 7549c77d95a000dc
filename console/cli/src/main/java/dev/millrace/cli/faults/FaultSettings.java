package dev.millrace.cli.faults;

import dev.millrace.learner.Resume;
import java.time.Duration;
import java.util.List;

/**
 * How a fault run goes.
 *
 * @param seed of the order of the faults, of what the scorer does, and of the run itself
 * @param kinds what is done; all of it, in an order that the seed fixes
 * @param resume how the learner goes on after its kills
 * @param least rounds go on until this time is over; at least one is made
 * @param patience longest time for the run to come back from a fault, and for it to come to rest
 * @param overrides settings of the run, over those that make it small; its policy is among them, or else a tiny one is made
 */
public record FaultSettings(
        long seed, List<FaultKind> kinds, Resume resume, Duration least, Duration patience, List<String> overrides) {

    public FaultSettings {
        kinds = List.copyOf(kinds);
        overrides = List.copyOf(overrides);
    }
}
