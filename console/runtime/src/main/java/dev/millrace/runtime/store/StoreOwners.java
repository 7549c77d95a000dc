package dev.millrace.runtime.store;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoredObject;
import dev.millrace.schemas.topic.BrokerAnswers;
import dev.millrace.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;

/**
 * Which Kafka clusters keep objects in a store under one prefix. Who writes leaves a mark of its cluster: an object that holds the
 * cluster's id. Two clusters under one prefix would take away what only the other's topics name, and a learner the checkpoints of a run
 * that is called as its own.
 *
 * @param store stays its owner's
 * @param topics with the prefix
 * @param cluster id of the Kafka cluster that is asked here
 */
public record StoreOwners(ObjectStore store, Topics topics, String cluster) {

    /** What to do where another cluster keeps objects. */
    public static final String CURE =
            "give each cluster a folder, or a prefix in the bucket, of its own (kafka.store.config), or another kafka.topic_prefix;"
                    + " where the other is no more, or its topics were copied here: ./millrace store adopt";

    private static final String TOP = "clusters/";
    private static final Duration REQUEST = Duration.ofSeconds(30);

    /**
     * Those of the cluster of a connection.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker refuses or does not answer
     */
    public static StoreOwners of(ObjectStore store, KafkaConnection connection, Topics topics) {
        try (Admin admin = Admin.create(connection.client("millrace-store"))) {
            String cluster = BrokerAnswers.await(admin.describeCluster().clusterId(), REQUEST, "asking for its id");
            return new StoreOwners(store, topics, cluster);
        }
    }

    /**
     * Other clusters that have left a mark.
     *
     * @throws IOException if the store cannot be asked, or cannot say what it holds
     */
    public SortedSet<String> others() throws IOException {
        SortedSet<String> others = new TreeSet<>();
        for (KeptObject mark : marks()) {
            try {
                others.add(
                        new String(new StoredObject(store, mark.key(), mark.bytes()).read(), StandardCharsets.UTF_8));
            } catch (FileNotFoundException e) {
                continue; // taken away a moment ago
            }
        }
        others.remove(cluster);
        return Collections.unmodifiableSortedSet(others);
    }

    /**
     * What is said where there are others.
     *
     * @param others at least one
     */
    public String complaint(SortedSet<String> others) {
        return store.name() + " holds objects of Kafka cluster " + String.join(", ", others) + " under the prefix "
                + topics.prefix() + ", and this is cluster " + cluster
                + ": each would take away what only the other names";
    }

    /**
     * Leaves this cluster's mark; one that is there already is left as it is, or written anew.
     *
     * @throws IOException if it cannot be written
     */
    public void mark() throws IOException {
        byte[] content = cluster.getBytes(StandardCharsets.UTF_8);
        store.put(own(), content.length, () -> new ByteArrayInputStream(content));
    }

    /**
     * Makes all that lies under the prefix this cluster's.
     *
     * @return the clusters whose marks were taken away
     * @throws IOException if the store does not do it; what is left, the next call takes
     */
    public List<String> adopt() throws IOException {
        List<String> others = new ArrayList<>(others());
        mark();
        for (KeptObject mark : marks()) {
            if (!mark.key().equals(own())) {
                store.delete(mark.key());
            }
        }
        return List.copyOf(others);
    }

    private List<KeptObject> marks() throws IOException {
        return store.list(area());
    }

    /** The name of a topic has the prefix, and no prefix is empty in it. */
    private String area() {
        return TOP + topics.weights();
    }

    private ObjectKey own() {
        return new ObjectKey(area(), Sha256.of(ByteBuffer.wrap(cluster.getBytes(StandardCharsets.UTF_8))));
    }
}
