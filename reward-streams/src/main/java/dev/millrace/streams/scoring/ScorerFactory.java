package dev.millrace.streams.scoring;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.streams.reward.Judges;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes scorers of one type. It is found by {@link java.util.ServiceLoader}: a jar that names its class in {@code
 * META-INF/services/dev.millrace.streams.scoring.ScorerFactory} is all that a new type needs. Stateless, with a public
 * constructor without parameters.
 *
 * @param <C> the settings of such a scorer: a record whose components are the keys below {@code scorers.NAME.config}; its
 *     constructor refuses what is out of range by an {@code IllegalArgumentException} that begins with the key. A text or
 *     path of it may hold references as <code>${env:NAME}</code> when settings are read; {@link #create} gets what they
 *     stand for
 */
public interface ScorerFactory<C extends Record> {

    /** The word for it in {@code scorers.NAME.type}: lower-case letters, digits and {@code _}. */
    String type();

    /** What its scores mean, in a few words, as lists of scorers show it. */
    default String says() {
        return "a type of " + getClass().getName();
    }

    /** The record of its settings; {@link NoConfig} where it has none. */
    Class<C> configType();

    /** The settings where nothing is said; an empty text for what has to be said. */
    C defaults();

    /**
     * Refuses settings that lack what has to be said; called when settings are read, and before {@link #create}.
     *
     * @throws IllegalArgumentException that begins with the key
     */
    default void check(C config) {}

    /** What its scorers judge; empty where the declaration says it, which is text unless it says otherwise. */
    default Optional<Judges> judges() {
        return Optional.empty();
    }

    /** Most samples that one call takes where the declaration does not say it. */
    default int batch() {
        return 1;
    }

    /** Longest time of a call where nothing else is stated; empty for that of all scorers. */
    default Optional<Duration> timeout() {
        return Optional.empty();
    }

    /** Calls at the same time where nothing else is stated; empty for those of all scorers. */
    default OptionalInt parallelism() {
        return OptionalInt.empty();
    }

    /** How often it is asked again where nothing else is stated; empty for what holds for all scorers. */
    default OptionalInt retries() {
        return OptionalInt.empty();
    }

    /**
     * A scorer, which its caller closes.
     *
     * @throws RuntimeException if it cannot be made, saying why in one line
     */
    Scorer create(C config, ScorerContext context);
}
