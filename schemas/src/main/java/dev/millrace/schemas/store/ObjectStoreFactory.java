package dev.millrace.schemas.store;

import java.util.Map;

/** Makes stores of one type. Found by {@link java.util.ServiceLoader}, so it has a public constructor without parameters. */
public interface ObjectStoreFactory {

    /** The word by which configurations choose it. */
    String type();

    /**
     * Opens a store.
     *
     * @param config the store's own settings, under {@code store.config}
     * @throws IllegalArgumentException naming the key that is missing, unknown or wrong, without {@code store.config} before it
     */
    ObjectStore open(Map<String, String> config);
}
