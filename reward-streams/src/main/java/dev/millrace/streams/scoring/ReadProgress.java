package dev.millrace.streams.scoring;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the partitions of a consumer have been dealt with: up to the first record that is still in hand. */
final class ReadProgress {

    /** Where a record lies. */
    record Place(TopicPartition partition, long offset) {}

    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    private final Map<TopicPartition, TreeSet<Long>> inHand = new HashMap<>();

    /** A record was read and is in hand until it is {@link #done}. */
    void begun(Place place) {
        inHand.computeIfAbsent(place.partition(), partition -> new TreeSet<>()).add(place.offset());
    }

    /** A record was dealt with; one of a partition that was given away meanwhile is passed over. */
    void done(Place place) {
        TreeSet<Long> offsets = inHand.get(place.partition());
        if (offsets != null) {
            offsets.remove(place.offset());
        }
    }

    /** Everything below these offsets was read. */
    void read(Map<TopicPartition, OffsetAndMetadata> positions) {
        next.putAll(positions);
    }

    /** These partitions are somebody else's now. */
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            next.remove(partition);
            inHand.remove(partition);
        });
    }

    /** What may be committed: below it nothing is in hand. */
    Map<TopicPartition, OffsetAndMetadata> committable(Set<TopicPartition> assigned) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        next.forEach((partition, position) -> {
            if (assigned.contains(partition)) {
                TreeSet<Long> open = inHand.getOrDefault(partition, new TreeSet<>());
                offsets.put(partition, open.isEmpty() ? position : new OffsetAndMetadata(open.first()));
            }
        });
        return offsets;
    }
}
