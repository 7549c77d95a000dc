package dev.millrace.streams.topology;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds {@link ClosedGroups} over what another builder makes.
 *
 * @param written makes the stores that are written to
 * @param retention how long a group is remembered
 */
record ClosedGroupsBuilder(StoreBuilder<KeyValueStore<Bytes, byte[]>> written, Duration retention)
        implements StoreBuilder<ClosedGroups> {

    @Override
    public ClosedGroups build() {
        return new ClosedGroups(written.build(), retention);
    }

    /** @throws UnsupportedOperationException always: two caches would each write back after the other */
    @Override
    public StoreBuilder<ClosedGroups> withCachingEnabled() {
        throw new UnsupportedOperationException("the store is its own cache");
    }

    @Override
    public StoreBuilder<ClosedGroups> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<ClosedGroups> withLoggingEnabled(Map<String, String> config) {
        written.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<ClosedGroups> withLoggingDisabled() {
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
