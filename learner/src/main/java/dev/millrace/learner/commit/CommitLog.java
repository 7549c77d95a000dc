package dev.millrace.learner.commit;

import dev.millrace.learner.commit.StepEncoder.EncodedStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes steps, each in one transaction with the offset that it consumed up to.
 *
 * <p>Whether a transaction was committed can be unknown after an error. The producer is then closed, a new one resolves
 * the transaction one way or the other, and the log says which: a step is published exactly once. Belongs to the
 * learner's thread.
 */
public final class CommitLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommitLog.class);
    private static final int ATTEMPTS = 5;
    private static final Duration NOW = Duration.ZERO;
    private static final Duration NOTE_PATIENCE = Duration.ofSeconds(5);

    private final Supplier<Producer<String, byte[]>> producers;
    private final StepEncoder encoder;
    private final Supplier<Optional<CommittedState>> committed;
    private final TopicPartition experience;
    private final ConsumerGroupMetadata group;
    private final String takenOver;
    private Producer<String, byte[]> producer;

    private CommitLog(
            Supplier<Producer<String, byte[]>> producers,
            StepEncoder encoder,
            Supplier<Optional<CommittedState>> committed,
            TopicPartition experience,
            String groupId) {
        this.producers = producers;
        this.encoder = encoder;
        this.committed = committed;
        this.experience = experience;
        this.group = new ConsumerGroupMetadata(groupId);
        this.takenOver = "another learner has taken over '" + groupId
                + "', so this one stops; if there is none, this one was held up for longer than its transaction may last:"
                + " start it again";
        this.producer = producers.get();
    }

    /**
     * Takes over the run: from here on every older learner is fenced, and what it left half-published is aborted.
     *
     * @param producers makes transactional producers, all of the same transactional id
     * @param encoder owned by the caller
     * @param committed reads where the run stands
     * @param experience the partition whose offsets are committed
     * @param groupId consumer group under which they are
     * @throws KafkaException if the broker does not answer
     */
    public static CommitLog takeOver(
            Supplier<Producer<String, byte[]>> producers,
            StepEncoder encoder,
            Supplier<Optional<CommittedState>> committed,
            TopicPartition experience,
            String groupId) {
        CommitLog taken = new CommitLog(producers, encoder, committed, experience, groupId);
        try {
            taken.producer.initTransactions();
        } catch (KafkaException e) {
            taken.close();
            throw e;
        }
        return taken;
    }

    /** Publishes a step; as {@link #commit(StepRecords, Runnable)}, telling nobody. */
    public void commit(StepRecords records) {
        commit(records, () -> {});
    }

    /**
     * Publishes a step.
     *
     * @param sent runs in each attempt when all records are sent and the transaction is still open
     * @throws LearnerFencedException if another learner took over
     * @throws CommitFailedException if the broker refused or did not answer several times in a row
     */
    public void commit(StepRecords records, Runnable sent) {
        EncodedStep encoded = encoder.encode(records);
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt == 1 || !resolve(records)) {
                    transact(encoded, records.nextOffset(), sent);
                }
                return;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                if (isFenced(e)) {
                    throw new LearnerFencedException(takenOver, e);
                }
                if (attempt == ATTEMPTS) {
                    throw new CommitFailedException(
                            "version " + records.version() + " could not be published in " + ATTEMPTS + " attempts: "
                                    + e.getMessage(),
                            e);
                }
                log.atWarn()
                        .addKeyValue("version", records.version())
                        .addKeyValue("attempt", attempt)
                        .setCause(e)
                        .log("step not known to be published");
            }
        }
    }

    /** A failed send fails the transaction, which the commit reports. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void transact(EncodedStep encoded, long nextOffset, Runnable whenSent) {
        producer.beginTransaction();
        encoded.send(producer::send);
        producer.sendOffsetsToTransaction(Map.of(experience, new OffsetAndMetadata(nextOffset)), group);
        producer.flush(); // as the commit does; so what is told is true
        whenSent.run();
        producer.commitTransaction();
    }

    /**
     * Says on the log that this learner goes on from an offset: a note that it was stopped there is no longer true.
     *
     * @throws LearnerFencedException if another learner took over
     * @throws KafkaException if the broker does not answer
     */
    public void resumed(long nextOffset) {
        try {
            note(new OffsetAndMetadata(nextOffset));
        } catch (KafkaException e) {
            throw isFenced(e) ? new LearnerFencedException(takenOver, e) : e;
        }
    }

    /**
     * Notes that the learner was stopped, as the last thing it does. It is waited for only shortly, since a broker may be
     * stopped beside its learner; without the note a reader takes the run for one that stands still.
     *
     * @throws InterruptException if the thread is interrupted
     */
    public void stopped(long nextOffset, Instant at) {
        Thread noting = new Thread(
                () -> {
                    try {
                        note(new StopNote(at).with(nextOffset));
                    } catch (KafkaException e) {
                        log.atWarn().setCause(e).log("that the learner was stopped could not be noted on the log");
                    }
                },
                "learner-stop-note");
        noting.setDaemon(true);
        noting.start();
        try {
            noting.join(NOTE_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        if (noting.isAlive()) {
            log.atWarn()
                    .addKeyValue("waited", NOTE_PATIENCE)
                    .log("that the learner was stopped is not noted on the log: the broker does not answer");
        }
    }

    private void note(OffsetAndMetadata offset) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(experience, offset), group);
        producer.commitTransaction();
    }

    /** Ends the transaction whose fate is unknown, and says whether it was committed. */
    private boolean resolve(StepRecords records) {
        producer.close(NOW);
        producer = producers.get();
        producer.initTransactions();
        Optional<CommittedState> state = committed.get();
        int version = state.map(CommittedState::version).orElse(-1);
        if (version == records.version() - 1) {
            return false;
        }
        if (version == records.version()
                && state.map(CommittedState::weightsSha256).orElse("").equals(records.weightsSha256())) {
            log.atInfo().addKeyValue("version", version).log("step was published after all");
            return true;
        }
        throw new LearnerFencedException(takenOver + " (the log holds version " + version + ", and this learner was at "
                + records.version() + ")");
    }

    private static boolean isFenced(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        producer.close(NOW);
    }
}
