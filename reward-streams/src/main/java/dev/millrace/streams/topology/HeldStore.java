package dev.millrace.streams.topology;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store over another one, which holds what it was told and writes it once: before a commit. Stores of a thread's tasks write together.
 *
 * <p>Kafka Streams lets every store that is a {@link CachedStateStore} write what it holds back before it flushes its producer
 * and commits ({@code ProcessorStateManager.flushCache}), so what is written here belongs to the transaction of the records that
 * changed it. That interface is not of its public API; {@code WriteBehindStoreTest} fails if a version of Kafka does not keep to
 * this. Belongs to one task.
 */
abstract class HeldStore<K, V> implements StateStore, CachedStateStore<K, V> {

    private final StateStore under;
    private final Runnable committing;
    private final Supplier<JointWrites> joint;
    private final Runnable writer = this::write;
    private @Nullable JointWrites joined;

    /**
     * @param under takes what is written, and has a changelog and no cache
     * @param committing is told that a commit begins
     * @param joint those of the thread that asks
     */
    HeldStore(StateStore under, Runnable committing, Supplier<JointWrites> joint) {
        this.under = under;
        this.committing = committing;
        this.joint = joint;
    }

    /** Writes what is held. */
    abstract void write();

    /** Forgets what is held, written or not. */
    abstract void forget();

    /** Will write with the others from now on: called at the first access, when the store below is restored. */
    final void join() {
        JointWrites all = joint.get();
        all.join(writer);
        joined = all;
    }

    @Override
    public final void flushCache() {
        committing.run();
        JointWrites all = joined;
        if (all != null) {
            all.write();
        }
    }

    /** Forgets what was not written: the task is given up, and its transaction with it. */
    @Override
    public final void clearCache() {
        JointWrites all = joined;
        if (all != null) {
            all.leave(writer);
            joined = null;
        }
        forget();
    }

    /** Nobody listens: a processor that puts a value knows it. */
    @Override
    public final boolean setFlushListener(CacheFlushListener<K, V> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public final String name() {
        return under.name();
    }

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        under.init(context, root);
    }

    @Override
    public final void commit(Map<TopicPartition, Long> changelogOffsets) {
        under.commit(changelogOffsets);
    }

    @Override
    public final void close() {
        clearCache();
        under.close();
    }

    @Override
    public final boolean persistent() {
        return under.persistent();
    }

    @Override
    public final boolean isOpen() {
        return under.isOpen();
    }
}
