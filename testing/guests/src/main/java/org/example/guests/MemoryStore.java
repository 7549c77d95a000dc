package org.example.guests;

import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Objects in the heap: for runs in one process, and for tests. */
public final class MemoryStore implements ObjectStore {

    private static final Map<String, MemoryStore> STORES = new ConcurrentHashMap<>();

    private final String name;
    private final Map<ObjectKey, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();

    private MemoryStore(String name) {
        this.name = name;
    }

    /** The store of this name in this process. */
    public static MemoryStore named(String name) {
        return STORES.computeIfAbsent(name, MemoryStore::new);
    }

    /** How many objects were put so far. */
    public long written() {
        return written.get();
    }

    /** How many were opened. */
    public long opened() {
        return opened.get();
    }

    @Override
    public String name() {
        return "memory:" + name;
    }

    @Override
    public void put(ObjectKey key, long bytes, Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] all = in.readAllBytes();
            if (all.length != bytes) {
                throw new IOException("object " + key + " has " + all.length + " bytes, not " + bytes);
            }
            objects.put(key, all);
            written.incrementAndGet();
        }
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new FileNotFoundException("object " + key + " is not in " + name());
        }
        opened.incrementAndGet();
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key);
    }

    @Override
    public void close() {
        // What was put stays for the others of this process.
    }
}
