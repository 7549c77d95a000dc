package dev.millrace.schemas.store;

/**
 * Which object store is used.
 *
 * @param type of which {@link ObjectStoreFactory}
 * @param config the settings of its type
 */
public record StoreSettings(String type, Record config) {

    /**
     * Opens the store; the caller closes it.
     *
     * @throws IllegalArgumentException naming the types there are if this is none of them, or the setting that is wrong
     */
    public ObjectStore open() {
        return ObjectStoreTypes.found().open(type, config);
    }

    /** Without its settings, some of which may be secret. */
    @Override
    public String toString() {
        return "StoreSettings[" + type + "]";
    }
}
