package dev.millrace.schemas.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of object stores on the class path, by name. Immutable, safe on any thread. */
public final class ObjectStoreTypes {

    private static @Nullable ObjectStoreTypes found;

    private final TreeMap<String, ObjectStoreFactory<?>> byType = new TreeMap<>();

    /** @throws IllegalStateException naming both classes, if two types have one name */
    ObjectStoreTypes(List<? extends ObjectStoreFactory<?>> factories) {
        for (ObjectStoreFactory<?> factory : factories) {
            ObjectStoreFactory<?> other = byType.putIfAbsent(factory.type(), factory);
            if (other != null) {
                throw new IllegalStateException("the type of stores " + factory.type() + " is there twice, as "
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
    public static synchronized ObjectStoreTypes found() {
        if (found == null) {
            found = new ObjectStoreTypes(load());
        }
        return found;
    }

    private static List<ObjectStoreFactory<?>> load() {
        List<ObjectStoreFactory<?>> factories = new ArrayList<>();
        try {
            for (ObjectStoreFactory<?> factory : ServiceLoader.load(ObjectStoreFactory.class)) {
                factories.add(factory);
            }
            return factories;
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a jar offers a type of stores that cannot be made: " + e.getMessage(), e);
        }
    }

    /** The names of the types in alphabetical order. */
    public Set<String> names() {
        return new TreeSet<>(byType.keySet());
    }

    /** The type of that name. */
    public Optional<ObjectStoreFactory<?>> find(String type) {
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

    private static <C extends Record> void check(ObjectStoreFactory<C> factory, Record config) {
        factory.check(factory.configType().cast(config));
    }

    /**
     * Opens a store, which its caller closes.
     *
     * @param config the settings of its type
     * @throws IllegalArgumentException naming the types there are if this is none of them, or the setting that is wrong
     */
    ObjectStore open(String type, Record config) {
        return open(
                find(type)
                        .orElseThrow(() -> new IllegalArgumentException("store.type must be one of " + names()
                                + ", not " + type + "; a type of your own comes with a jar on the class path")),
                config);
    }

    private static <C extends Record> ObjectStore open(ObjectStoreFactory<C> factory, Record config) {
        try {
            C own = factory.configType().cast(config);
            factory.check(own);
            return factory.open(own);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("store.config." + e.getMessage(), e);
        }
    }
}
