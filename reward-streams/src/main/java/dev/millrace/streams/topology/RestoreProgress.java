package dev.millrace.streams.topology;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * Hears of stores that are filled from their changelogs: an instance that does that is not running, and gets further.
 *
 * @param progressed may be called from any thread
 */
record RestoreProgress(Runnable progressed) implements StateRestoreListener {

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        progressed.run();
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long batchEnd, long restored) {
        progressed.run();
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long restored) {
        progressed.run();
    }
}
