package dev.millrace.infra.local;

import dev.millrace.schemas.topic.BrokerAnswers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers on this machine, each a process of its own, for what one broker cannot show: replicas, and brokers that come
 * and go. Closing it ends them; so does the end of this process. Belongs to one thread.
 */
public final class LocalCluster implements AutoCloseable {

    private static final int BROKERS = 3;
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration TURN = Duration.ofMillis(250);

    private final List<BrokerProcess> brokers;
    private final String bootstrapServers;
    private final Map<String, Object> administrator;
    private final Thread onExit = new Thread(this::killAll, "local-cluster-exit");

    private LocalCluster(List<BrokerProcess> brokers, String bootstrapServers, ClusterSecurity security) {
        this.brokers = List.copyOf(brokers);
        this.bootstrapServers = bootstrapServers;
        this.administrator = new HashMap<>(security.administrator());
        administrator.put("bootstrap.servers", bootstrapServers);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts it on an empty folder, in the clear, and waits until all brokers are there.
     *
     * @throws LocalStackException if they are not within the patience
     */
    public static LocalCluster start(Path folder, Duration patience) throws InterruptedException {
        return start(folder, patience, new InTheClear());
    }

    /**
     * The same, with brokers that are spoken to in another way.
     *
     * @throws LocalStackException if they are not within the patience
     */
    public static LocalCluster start(Path folder, Duration patience, ClusterSecurity security)
            throws InterruptedException {
        List<Integer> ports =
                IntStream.range(0, 2 * BROKERS).mapToObj(i -> Port.free()).toList();
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(i -> (i + 1) + "@" + Port.HOST + ":" + ports.get(BROKERS + i))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int i = 0; i < BROKERS; i++) {
            Map<String, String> settings = settings(voters);
            settings.putAll(security.broker(i + 1, ports.get(i), ports.get(BROKERS + i)));
            brokers.add(BrokerProcess.prepare(i + 1, folder.resolve("broker-" + (i + 1)), clusterId, settings));
        }
        String bootstrap = ports.subList(0, BROKERS).stream()
                .map(port -> Port.HOST + ":" + port)
                .collect(Collectors.joining(","));
        LocalCluster cluster = new LocalCluster(brokers, bootstrap, security);
        brokers.forEach(BrokerProcess::start);
        try {
            cluster.awaitInSync(patience);
        } catch (RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Its brokers. */
    public List<BrokerProcess> brokers() {
        return brokers;
    }

    /**
     * Waits until all brokers are there and all replicas of all partitions are in sync.
     *
     * @throws LocalStackException naming what is not, if that takes longer than the patience
     */
    public void awaitInSync(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        try (Admin admin = Admin.create(administrator)) {
            String lacking = lacking(admin);
            while (!lacking.isEmpty()) {
                if (System.nanoTime() > until) {
                    throw new LocalStackException("after " + patience.toSeconds() + " s " + lacking, null);
                }
                Thread.sleep(TURN.toMillis());
                lacking = lacking(admin);
            }
        }
    }

    private static String lacking(Admin admin) {
        try {
            int there = BrokerAnswers.await(admin.describeCluster().nodes(), REQUEST, "asking for the brokers")
                    .size();
            if (there < BROKERS) {
                return there + " of " + BROKERS + " brokers are there";
            }
            Set<String> topics = BrokerAnswers.await(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names(),
                    REQUEST,
                    "listing the topics");
            long behind = BrokerAnswers.await(
                            admin.describeTopics(topics).allTopicNames(), REQUEST, "describing the topics")
                    .values()
                    .stream()
                    .map(TopicDescription::partitions)
                    .flatMap(List::stream)
                    .filter(partition ->
                            partition.isr().size() < partition.replicas().size())
                    .count();
            return behind == 0 ? "" : behind + " partitions lack a replica in sync";
        } catch (KafkaException e) {
            return "the brokers do not answer: " + e.getMessage();
        }
    }

    /** As somebody on this machine alone may do it. */
    private static final class InTheClear implements ClusterSecurity {

        @Override
        public Map<String, String> broker(int node, int port, int controllerPort) {
            return Map.of(
                    "listeners",
                    "PLAINTEXT://" + Port.HOST + ":" + port + ",CONTROLLER://" + Port.HOST + ":" + controllerPort,
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        }

        @Override
        public Map<String, Object> administrator() {
            return Map.of();
        }
    }

    private static Map<String, String> settings(String voters) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", voters);
        settings.put("controller.listener.names", "CONTROLLER");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", String.valueOf(BROKERS));
            settings.put(internal + ".num.partitions", "6");
        }
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        return settings;
    }

    private void killAll() {
        brokers.forEach(BrokerProcess::kill);
    }

    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            return; // the process is on its way out, and the hook does the same
        }
    }
}
