package dev.millrace.schemas.store;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which objects of a store something still names: versions of weights, images, checkpoints. What nobody names any more may leave the
 * store, and what two of them name stays until both are gone. Belongs to one thread.
 *
 * @param <N> what names objects: a version, a record's key, a step
 */
public final class NamedObjects<N extends Comparable<N>> {

    private final TreeMap<N, Set<String>> named = new TreeMap<>();

    /**
     * Something names these objects, and none of those that it may have named before.
     *
     * @param sha256s their digests
     */
    public void put(N name, Collection<String> sha256s) {
        named.put(name, Set.copyOf(sha256s));
    }

    /**
     * Forgets what is over.
     *
     * @param over whether this names nothing any more
     * @return the objects that it named, and that nothing else names
     */
    public Set<String> release(Predicate<? super N> over) {
        Set<String> released = new TreeSet<>();
        named.entrySet().removeIf(each -> {
            boolean isOver = over.test(each.getKey());
            if (isOver) {
                released.addAll(each.getValue());
            }
            return isOver;
        });
        named.values().forEach(released::removeAll);
        return released;
    }

    /** All objects that are named. */
    public Set<String> all() {
        Set<String> all = new TreeSet<>();
        named.values().forEach(all::addAll);
        return all;
    }

    /** The greatest that names objects, or named none. */
    public Optional<N> greatest() {
        return named.isEmpty() ? Optional.empty() : Optional.of(named.lastKey());
    }
}
