package dev.millrace.policy.family;

import dev.millrace.policy.rollout.RolloutEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of engines on the class path, by name. Immutable, safe on any thread. */
public final class RolloutEngineTypes {

    private static @Nullable RolloutEngineTypes found;

    private final TreeMap<String, RolloutEngineFactory<?>> byType = new TreeMap<>();

    /** @throws IllegalStateException naming both classes, if two types have one name */
    RolloutEngineTypes(List<? extends RolloutEngineFactory<?>> factories) {
        for (RolloutEngineFactory<?> factory : factories) {
            RolloutEngineFactory<?> other = byType.putIfAbsent(factory.type(), factory);
            if (other != null) {
                throw new IllegalStateException("the type of engines " + factory.type() + " is there twice, as "
                        + other.getClass().getName() + " and as "
                        + factory.getClass().getName() + "; take one of their jars away");
            }
        }
    }

    /**
     * Those on the class path of this program.
     *
     * @throws IllegalStateException if one of them cannot be made, or two have one name
     */
    public static synchronized RolloutEngineTypes found() {
        if (found == null) {
            found = new RolloutEngineTypes(load());
        }
        return found;
    }

    private static List<RolloutEngineFactory<?>> load() {
        List<RolloutEngineFactory<?>> factories = new ArrayList<>();
        try {
            for (RolloutEngineFactory<?> factory : ServiceLoader.load(RolloutEngineFactory.class)) {
                factories.add(factory);
            }
            return factories;
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a jar offers a type of engines that cannot be made: " + e.getMessage(), e);
        }
    }

    /** The names of the types in alphabetical order. */
    public Set<String> names() {
        return new TreeSet<>(byType.keySet());
    }

    /** The type of that name. */
    public Optional<RolloutEngineFactory<?>> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /**
     * Refuses settings that lack what their type has to be told.
     *
     * @throws IllegalArgumentException that begins with the key
     */
    public void check(String type, Record config) {
        find(type).ifPresent(factory -> check(factory, config));
    }

    private static <C extends Record> void check(RolloutEngineFactory<C> factory, Record config) {
        factory.check(factory.configType().cast(config));
    }

    /**
     * Opens an engine, which its caller closes.
     *
     * @param config the settings of its type
     * @throws IllegalArgumentException naming the known types, if there is no such type
     * @throws RuntimeException if it cannot be opened
     */
    public RolloutEngine open(String type, Record config, EngineContext context) {
        RolloutEngineFactory<?> factory = find(type)
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no type of engines " + type + ", but only " + names()));
        return open(factory, config, context);
    }

    private static <C extends Record> RolloutEngine open(
            RolloutEngineFactory<C> factory, Record config, EngineContext context) {
        return factory.open(factory.configType().cast(config), context);
    }
}
