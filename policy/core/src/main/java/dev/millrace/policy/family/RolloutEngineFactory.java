package dev.millrace.policy.family;

import dev.millrace.policy.rollout.RolloutEngine;

/**
 * A way to sample: in this process, or in a server. It is found by {@link java.util.ServiceLoader}: a jar that names its
 * class in {@code META-INF/services/dev.millrace.policy.family.RolloutEngineFactory} is all that a new type needs.
 * Stateless, with a public constructor without parameters.
 *
 * @param <C> the settings of such an engine: a record whose components are the keys below {@code worker.engine.config}; its
 *     constructor refuses what is out of range by an {@code IllegalArgumentException} that begins with the key. A text or
 *     path of it may hold references as <code>${env:NAME}</code> when settings are read; {@link #open} gets what they
 *     stand for
 */
public interface RolloutEngineFactory<C extends Record> {

    /** The word for it in {@code worker.engine.type}: lower-case letters, digits and {@code _}. */
    String type();

    /** The record of its settings; {@link NoConfig} where it has none. */
    Class<C> configType();

    /** The settings where nothing is said; an empty text for what has to be said. */
    C defaults();

    /**
     * Refuses settings that lack what has to be said; called when settings are read.
     *
     * @throws IllegalArgumentException that begins with the key
     */
    default void check(C config) {}

    /**
     * An engine, which serves nothing before its first update; the caller closes it.
     *
     * @throws RuntimeException if it cannot be opened, saying why in one line
     */
    RolloutEngine open(C config, EngineContext context);
}
