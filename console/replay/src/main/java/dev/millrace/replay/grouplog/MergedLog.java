package dev.millrace.replay.grouplog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Committed records of several partitions in the order of their time; of one time, in the order of the topics given.
 * The order is a function of the log alone: no record is given out before the next one of every partition is known.
 */
final class MergedLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ENOUGH = 500;

    private final Consumer<byte[], byte[]> consumer;
    private final List<Lane> lanes = new ArrayList<>();
    private long records;

    /**
     * @param consumer a read_committed consumer, used for nothing else, closed with this
     * @param topics names of topics by their rank
     */
    MergedLog(Consumer<byte[], byte[]> consumer, LogSnapshot snapshot, List<String> topics) {
        this.consumer = consumer;
        snapshot.slices().values().forEach(slice -> lanes.add(new Lane(slice, topics.indexOf(slice.topic()))));
        consumer.assign(lanes.stream().map(lane -> lane.partition).toList());
        lanes.forEach(lane -> consumer.seek(lane.partition, lane.slice.begin()));
    }

    /**
     * The next record; empty at the end of the snapshot.
     *
     * @throws TimeoutException if the broker gives nothing for too long
     */
    Optional<ConsumerRecord<byte[], byte[]>> next() {
        fill();
        Lane first = null;
        for (Lane lane : lanes) {
            if (!lane.read.isEmpty() && (first == null || lane.isBefore(first))) {
                first = lane;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        records++;
        return Optional.of(first.read.remove());
    }

    /** Records given out so far. */
    long records() {
        return records;
    }

    /** Records that are to be given out at most: some offsets hold none. */
    long all() {
        return lanes.stream()
                .mapToLong(lane -> lane.slice.end() - lane.slice.begin())
                .sum();
    }

    private void fill() {
        long begun = System.nanoTime();
        while (lanes.stream().anyMatch(Lane::mustRead)) {
            for (Lane lane : lanes) {
                if (lane.isDone() || lane.read.size() >= ENOUGH) {
                    consumer.pause(List.of(lane.partition));
                } else {
                    consumer.resume(List.of(lane.partition));
                }
            }
            boolean progress = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                lane(record).take(record);
            }
            for (Lane lane : lanes) {
                progress |= lane.advance(consumer.position(lane.partition));
            }
            if (progress) {
                begun = System.nanoTime();
            } else if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new TimeoutException("the broker gave nothing for " + PATIENCE.toSeconds()
                        + " s; a transaction may be open, or the broker does not answer");
            }
        }
    }

    private Lane lane(ConsumerRecord<byte[], byte[]> record) {
        for (Lane lane : lanes) {
            if (lane.partition.partition() == record.partition()
                    && lane.partition.topic().equals(record.topic())) {
                return lane;
            }
        }
        throw new IllegalStateException("a record of " + record.topic() + ", which was not asked for");
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** One partition. */
    private static final class Lane {
        private final LogSnapshot.Slice slice;
        private final TopicPartition partition;
        private final int rank;
        private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
        private long position;

        Lane(LogSnapshot.Slice slice, int rank) {
            this.slice = slice;
            this.partition = slice.topicPartition();
            this.rank = rank;
            this.position = slice.begin();
        }

        boolean isDone() {
            return position >= slice.end();
        }

        boolean mustRead() {
            return read.isEmpty() && !isDone();
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() < slice.end()) {
                read.add(record);
            }
        }

        boolean advance(long to) {
            boolean progress = to > position;
            position = to;
            return progress;
        }

        boolean isBefore(Lane other) {
            long mine = read.element().timestamp();
            long its = other.read.element().timestamp();
            return mine != its
                    ? mine < its
                    : rank != other.rank ? rank < other.rank : partition.partition() < other.partition.partition();
        }
    }
}
