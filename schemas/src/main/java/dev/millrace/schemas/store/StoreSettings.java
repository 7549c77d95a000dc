package dev.millrace.schemas.store;

import java.util.Iterator;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * Which object store is used.
 *
 * @param type of which {@link ObjectStoreFactory}
 * @param config its own settings
 */
public record StoreSettings(String type, Map<String, String> config) {

    public StoreSettings {
        config = Map.copyOf(config);
    }

    /**
     * Opens the store; the caller closes it.
     *
     * @throws IllegalArgumentException naming the types there are if this is none of them, or the setting that is wrong
     */
    public ObjectStore open() {
        TreeSet<String> known = new TreeSet<>();
        Iterator<ObjectStoreFactory> factories =
                ServiceLoader.load(ObjectStoreFactory.class).iterator();
        while (factories.hasNext()) {
            ObjectStoreFactory factory = factories.next();
            if (factory.type().equals(type)) {
                return open(factory);
            }
            known.add(factory.type());
        }
        throw new IllegalArgumentException("store.type must be one of " + known + ", not " + type
                + "; a type of your own comes with a jar on the class path");
    }

    private ObjectStore open(ObjectStoreFactory factory) {
        try {
            return factory.open(config);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("store.config." + e.getMessage(), e);
        }
    }

    /** Without the values of its settings, some of which may be secret. */
    @Override
    public String toString() {
        return "StoreSettings[" + type + ", " + new TreeSet<>(config.keySet()) + "]";
    }
}
