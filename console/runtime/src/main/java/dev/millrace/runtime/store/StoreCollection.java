package dev.millrace.runtime.store;

import dev.millrace.learner.checkpoint.CheckpointNames;
import dev.millrace.learner.checkpoint.CheckpointObjects;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageObjects;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightObjects;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Collects what nobody names any more: images whose records went by retention, weights that a learner could not delete, files of
 * checkpoints that were never finished. What was put there less than a margin ago stays, since objects are written before the records
 * that name them.
 *
 * <p>The store is listed before the topics are read: what is put there meanwhile is not in the list.
 */
public final class StoreCollection {

    private final ObjectStore store;
    private final Topics topics;
    private final TopicNames names;
    private final StoreOwners owners;
    private final Duration margin;
    private final Clock clock;

    /**
     * @param store stays its owner's
     * @param margin age below which nothing is collected
     * @throws org.apache.kafka.common.KafkaException if the broker refuses or does not answer
     */
    public StoreCollection(ObjectStore store, KafkaConnection connection, Topics topics, Duration margin, Clock clock) {
        this.store = store;
        this.topics = topics;
        this.names = new TopicNames(connection, topics);
        this.owners = StoreOwners.of(store, connection, topics);
        this.margin = margin;
        this.clock = clock;
    }

    /**
     * What lies there, area by area. Where another cluster keeps objects under the same prefix, nothing of it can be collected: these
     * topics do not say what is named there.
     *
     * @param progress hears of each area before it is looked at
     * @throws IOException if the store cannot be asked
     * @throws org.apache.kafka.common.KafkaException if broker or registry refuse or do not answer
     */
    public List<StoreArea> find(Consumer<String> progress) throws IOException {
        SortedSet<String> others = owners.others();
        String foreign = others.isEmpty() ? "" : owners.complaint(others) + "; " + StoreOwners.CURE;
        List<StoreArea> areas = new ArrayList<>();
        areas.add(byTopic(ImageObjects.area(topics.images()), names::images, progress));
        areas.add(byTopic(WeightObjects.areaOfAllRuns(topics.weights()), names::weights, progress));
        areas.add(checkpoints(progress));
        return areas.stream()
                .map(area -> foreign.isEmpty() ? area : area.kept(foreign))
                .toList();
    }

    private StoreArea byTopic(String area, Supplier<TopicNames.Found> named, Consumer<String> progress)
            throws IOException {
        progress.accept(area);
        List<KeptObject> held = store.list(area);
        if (held.isEmpty()) {
            return area(area, held, Set.of(), "");
        }
        TopicNames.Found found = named.get();
        return area(
                area,
                held,
                found.names(),
                found.unreadable() == 0
                        ? ""
                        : found.unreadable() + " records of the topic cannot be read, and may name what lies here");
    }

    private StoreArea checkpoints(Consumer<String> progress) throws IOException {
        String area = CheckpointObjects.areaOfAllRuns(topics);
        progress.accept(area);
        List<KeptObject> held = store.list(area);
        try {
            return area(area, held, CheckpointNames.of(store, held).all(), "");
        } catch (CheckpointException e) {
            return area(area, held, Set.of(), String.valueOf(e.getMessage()));
        }
    }

    private StoreArea area(String area, List<KeptObject> held, Set<String> named, String obstacle) {
        Instant before = clock.instant().minus(margin);
        List<KeptObject> unnamed = held.stream()
                .filter(each -> !named.contains(each.key().toString()))
                .toList();
        List<KeptObject> old =
                unnamed.stream().filter(each -> !each.since().isAfter(before)).toList();
        return new StoreArea(
                area,
                held.size(),
                held.stream().mapToLong(KeptObject::bytes).sum(),
                held.size() - unnamed.size(),
                unnamed.size() - old.size(),
                obstacle.isEmpty() ? old : List.of(),
                obstacle);
    }

    /**
     * Deletes what nobody names in an area, but for what was put there again since it was looked at.
     *
     * @return what was deleted
     * @throws IOException if the store does not do it; what is left, the next call takes
     */
    public List<KeptObject> collect(StoreArea area) throws IOException {
        if (area.unnamed().isEmpty()) {
            return List.of();
        }
        Set<KeptObject> now = new HashSet<>(store.list(area.area()));
        List<KeptObject> collected = new ArrayList<>();
        for (KeptObject each : area.unnamed()) {
            if (now.contains(each)) {
                store.delete(each.key());
                collected.add(each);
            }
        }
        return List.copyOf(collected);
    }
}
