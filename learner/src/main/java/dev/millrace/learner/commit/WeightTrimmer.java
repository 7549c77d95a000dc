package dev.millrace.learner.commit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what lies before the newest few versions on the weights topic. Deleting waits for nothing and may fail: the
 * next version tries again. Belongs to the learner's thread.
 */
public final class WeightTrimmer {

    private static final Logger log = LoggerFactory.getLogger(WeightTrimmer.class);

    private final Admin admin;
    private final TopicPartition partition;
    private final int keep;
    private final Deque<Long> manifests = new ArrayDeque<>();
    private KafkaFuture<Void> deleting = KafkaFuture.completedFuture(null);

    /**
     * @param admin owned by the caller
     * @param topic the weights topic, which has one partition
     * @param keep newest versions that stay, at least 1
     */
    public WeightTrimmer(Admin admin, String topic, int keep) {
        this.admin = admin;
        this.partition = new TopicPartition(topic, 0);
        this.keep = keep;
    }

    /** Notes a committed version by the offset of its manifest, and deletes what is no longer kept. */
    public void published(long manifestOffset) {
        manifests.addLast(manifestOffset);
        if (manifests.size() <= keep) {
            return;
        }
        while (manifests.size() > keep) {
            manifests.removeFirst();
        }
        if (deleting.isDone()) {
            delete(manifests.getFirst());
        }
    }

    private void delete(long before) {
        deleting = admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all()
                .whenComplete((done, error) -> {
                    if (error != null) {
                        log.atWarn()
                                .addKeyValue("partition", partition)
                                .addKeyValue("before", before)
                                .setCause(error)
                                .log("old weights were not deleted");
                    }
                });
    }
}
