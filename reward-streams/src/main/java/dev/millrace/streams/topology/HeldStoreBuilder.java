package dev.millrace.streams.topology;

import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds stores that hold back what they write, over what another builder makes.
 *
 * @param under makes the stores that are written to
 * @param over makes a {@link HeldStore} over one of these
 */
record HeldStoreBuilder<K, V, S extends StateStore>(
        StoreBuilder<KeyValueStore<K, V>> under, Function<KeyValueStore<K, V>, S> over) implements StoreBuilder<S> {

    @Override
    public S build() {
        return over.apply(under.build());
    }

    /** @throws UnsupportedOperationException always: two caches would each write back after the other */
    @Override
    public StoreBuilder<S> withCachingEnabled() {
        throw new UnsupportedOperationException("a store that holds back what it writes is the cache");
    }

    @Override
    public StoreBuilder<S> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<S> withLoggingEnabled(Map<String, String> config) {
        under.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<S> withLoggingDisabled() {
        under.withLoggingDisabled();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return under.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return under.loggingEnabled();
    }

    @Override
    public String name() {
        return under.name();
    }
}
