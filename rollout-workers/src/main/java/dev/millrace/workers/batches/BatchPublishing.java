package dev.millrace.workers.batches;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.gate.PublishedGroups;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptBatch;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.publishing.EncodedOutcome;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.PromptOutcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes batches, one by one in the order in which they were taken, each whole or not at all. What is no more this worker's
 * is left to its new owner. Confined to the worker's thread.
 */
public final class BatchPublishing {

    private static final Logger log = LoggerFactory.getLogger(BatchPublishing.class);

    private final PromptIntake intake;
    private final GroupPublisher publisher;
    private final PublishedGroups published;
    private final WorkerMetrics metrics;

    public BatchPublishing(
            PromptIntake intake, GroupPublisher publisher, PublishedGroups published, WorkerMetrics metrics) {
        this.intake = intake;
        this.publisher = publisher;
        this.published = published;
        this.metrics = metrics;
    }

    /**
     * Publishes what was made of a batch.
     *
     * @return false if nobody can say whether it is published; errors as {@link GroupPublisher#publish}
     */
    public boolean publish(PromptBatch batch, List<PromptOutcome> made) {
        PromptBatch held = intake.stillHeld(batch);
        if (held.prompts().size() < batch.prompts().size()) {
            log.atInfo()
                    .addKeyValue(
                            "groups", batch.prompts().size() - held.prompts().size())
                    .log("groups of partitions that were taken away are not published; their new owner samples them");
        }
        if (held.ends().isEmpty()) {
            return true;
        }
        List<EncodedOutcome> encoded = publisher.encode(
                made.stream().filter(outcome -> held.holds(outcome.prompt())).toList());
        List<PromptOutcome> outcomes =
                encoded.stream().map(EncodedOutcome::outcome).toList();
        List<PromptOutcome.Sampled> sampled = outcomes.stream()
                .filter(PromptOutcome.Sampled.class::isInstance)
                .map(PromptOutcome.Sampled.class::cast)
                .toList();
        Map<TopicPartition, PartitionProgress> progress =
                intake.progress(held, sampled.stream().map(PromptOutcome::group).collect(Collectors.toSet()));
        if (!publisher.publish(encoded, progress, intake.membership())) {
            metrics.retried();
            return false;
        }
        intake.committed(progress);
        published.committed(progress);
        note(outcomes, sampled);
        return true;
    }

    private void note(List<PromptOutcome> outcomes, List<PromptOutcome.Sampled> sampled) {
        long tokens = 0;
        long sequences = 0;
        for (PromptOutcome.Sampled group : sampled) {
            for (Trajectory trajectory : group.trajectories()) {
                tokens += trajectory.getTokens().remaining() / Integer.BYTES;
                sequences++;
            }
        }
        metrics.published(sampled.size(), sequences, tokens);
        metrics.refused(outcomes.size() - sampled.size());
        for (PromptOutcome outcome : outcomes) {
            if (outcome instanceof PromptOutcome.Refused refused) {
                GroupId group = refused.group();
                log.atWarn()
                        .addKeyValue("group", group)
                        .addKeyValue("reason", refused.reason())
                        .addKeyValue("detail", refused.detail())
                        .log("prompt refused");
            }
        }
        log.atDebug()
                .addKeyValue("groups", sampled.size())
                .addKeyValue("tokens", tokens)
                .log("groups published");
    }
}
