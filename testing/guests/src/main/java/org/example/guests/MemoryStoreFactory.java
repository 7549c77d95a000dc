package org.example.guests;

import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.ObjectStoreFactory;

/** Stores that live as long as the process: {@code {type: memory, config: {name: weights}}}; equal names are one store. */
public final class MemoryStoreFactory implements ObjectStoreFactory<MemoryStoreConfig> {

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public Class<MemoryStoreConfig> configType() {
        return MemoryStoreConfig.class;
    }

    @Override
    public MemoryStoreConfig defaults() {
        return new MemoryStoreConfig("");
    }

    @Override
    public void check(MemoryStoreConfig config) {
        if (config.name().isBlank()) {
            throw new IllegalArgumentException("name must say which memory");
        }
    }

    @Override
    public ObjectStore open(MemoryStoreConfig config) {
        return MemoryStore.named(config.name());
    }
}
