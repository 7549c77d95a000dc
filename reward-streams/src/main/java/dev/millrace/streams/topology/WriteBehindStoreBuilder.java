package dev.millrace.streams.topology;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds {@link WriteBehindStore}s over what another builder makes.
 *
 * @param written makes the stores that are written to
 * @param committing is told that a commit of the store's task begins, in its thread
 * @param joint those of the thread that asks
 */
record WriteBehindStoreBuilder<K extends Comparable<K>, V>(
        StoreBuilder<KeyValueStore<K, V>> written, Runnable committing, Supplier<JointWrites> joint)
        implements StoreBuilder<KeyValueStore<K, V>> {

    @Override
    public KeyValueStore<K, V> build() {
        return new WriteBehindStore<>(written.build(), committing, joint);
    }

    /** @throws UnsupportedOperationException always: two caches would each write back after the other */
    @Override
    public StoreBuilder<KeyValueStore<K, V>> withCachingEnabled() {
        throw new UnsupportedOperationException("a write-behind store is the cache");
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withLoggingEnabled(Map<String, String> config) {
        written.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<K, V>> withLoggingDisabled() {
        written.withLoggingDisabled();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return written.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return written.loggingEnabled();
    }

    @Override
    public String name() {
        return written.name();
    }
}
