package dev.millrace.policy.family;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an engine knows beyond its own end. A worker that begins anew opens another engine; what the one before has learnt of
 * prompts and servers would be lost. Each kind of engine keeps a class of its own here. Safe on any thread.
 */
public final class EngineMemory {

    private final Map<Class<?>, Object> known = new HashMap<>();

    /**
     * What is known of this kind.
     *
     * @param first makes it, the first time that it is asked for
     */
    public synchronized <T> T of(Class<T> kind, Supplier<? extends T> first) {
        return kind.cast(known.computeIfAbsent(kind, unused -> first.get()));
    }
}
