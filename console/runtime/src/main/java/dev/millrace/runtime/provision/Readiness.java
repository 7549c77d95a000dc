package dev.millrace.runtime.provision;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits, within bounds, for what a role needs and others provide, and says so in one line. Runs on the caller's thread. */
final class Readiness {

    private final Duration patience;
    private final Clock clock;
    private final Runnable pause;
    private final Consumer<String> say;

    /**
     * @param patience how long all of it may take
     * @param pause between two looks
     * @param say takes the line that tells what is waited for, where the first look finds it missing
     */
    Readiness(Duration patience, Clock clock, Runnable pause, Consumer<String> say) {
        this.patience = patience;
        this.clock = clock;
        this.pause = pause;
        this.say = say;
    }

    /**
     * What is missing.
     *
     * @param what in a few words, for the line
     * @param complaint names all of it, and what to do
     */
    record Lack(String what, String complaint) {}

    /**
     * Waits until nothing is missing.
     *
     * @param look finds what is missing; what it throws is thrown at once
     * @throws NotReadyException with the last complaint, if it is still missing after the patience
     */
    void await(Supplier<Optional<Lack>> look) {
        Instant until = clock.instant().plus(patience);
        boolean said = false;
        for (Optional<Lack> lack = look.get(); lack.isPresent(); lack = look.get()) {
            if (!clock.instant().isBefore(until)) {
                throw new NotReadyException(
                        lack.get().complaint() + " (waited for " + patience.toSeconds() + " s, kafka.patience)");
            }
            if (!said) {
                said = true;
                say.accept("waiting up to " + patience.toSeconds() + " s for "
                        + lack.get().what());
            }
            pause.run();
        }
    }
}
