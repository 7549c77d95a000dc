package dev.millrace.schemas.store;

/**
 * Makes stores of one type. Found by {@link java.util.ServiceLoader}: a jar that names its class in {@code
 * META-INF/services/dev.millrace.schemas.store.ObjectStoreFactory} is all that a new type needs. Stateless, with a public
 * constructor without parameters.
 *
 * @param <C> the settings of such a store: a record whose components are the keys below {@code kafka.store.config}; its
 *     constructor refuses what is out of range by an {@code IllegalArgumentException} that begins with the key. A text or
 *     path of it may hold references as <code>${env:NAME}</code> when settings are read; {@link #open} gets what they
 *     stand for
 */
public interface ObjectStoreFactory<C extends Record> {

    /** The word for it in {@code kafka.store.type}. */
    String type();

    /** The record of its settings. */
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
     * Opens a store; the caller closes it.
     *
     * @throws IllegalArgumentException that begins with the key whose value cannot be used
     */
    ObjectStore open(C config);
}
