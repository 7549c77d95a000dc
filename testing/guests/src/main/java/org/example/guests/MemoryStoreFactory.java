package org.example.guests;

import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.ObjectStoreFactory;
import java.util.Map;

/** Stores that live as long as the process: {@code {type: memory, config: {name: weights}}}; equal names are one store. */
public final class MemoryStoreFactory implements ObjectStoreFactory {

    private static final String NAME = "name";

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public ObjectStore open(Map<String, String> config) {
        for (String key : config.keySet()) {
            if (!key.equals(NAME)) {
                throw new IllegalArgumentException(key + " is no setting of a memory; it has " + NAME);
            }
        }
        String name = config.get(NAME);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(NAME + " must say which memory");
        }
        return MemoryStore.named(name);
    }
}
