package dev.millrace.infra.local;

import dev.millrace.infra.local.LocalStackConfig.FurtherListener;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller inside this process.
 *
 * <p>Its folder may be opened again after a clean close or a kill, on the same or other ports: the one voter of the
 * metadata quorum is named by the settings of each start, not by the folder. It listens on the loopback address.
 * Starting and closing belong to one thread.
 */
public final class LocalBroker implements AutoCloseable {

    static final int NODE = 1;

    /** Internal topics hold little here; one partition each keeps start and restart short. */
    private static final List<String> ONE_OF_EACH = List.of(
            "offsets.topic.replication.factor",
            "offsets.topic.num.partitions",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "transaction.state.log.num.partitions",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
            "share.coordinator.state.topic.num.partitions");

    private final KafkaRaftServer server;
    private final String host;
    private final int port;

    private LocalBroker(KafkaRaftServer server, String host, int port) {
        this.server = server;
        this.host = host;
        this.port = port;
    }

    /**
     * Prepares an empty folder.
     *
     * @param folder made if it is not there
     * @param clusterId a Kafka UUID
     * @param node id of the broker in the cluster
     * @throws LocalStackException if it cannot be written
     */
    public static void format(Path folder, String clusterId, int node) {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setClusterId(clusterId)
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .setDirectories(List.of(folder.toString()))
                    .setPrintStream(nowhere)
                    .run();
        } catch (Exception e) { // the formatter declares nothing narrower
            throw new LocalStackException("broker folder " + folder + " cannot be prepared: " + e.getMessage(), e);
        }
    }

    /**
     * Starts a broker on a folder that was prepared, and waits until it serves.
     *
     * @param port a free port
     * @param advertised port that clients are told, or 0 for its own
     * @param further free ports to listen on as well
     * @param tls keys, if it speaks TLS only
     * @throws LocalStackException if it does not start
     */
    static LocalBroker start(
            Path folder, int port, int advertised, List<FurtherListener> further, Optional<LocalTls> tls) {
        int controllerPort = Port.free();
        Map<String, String> settings = settings(folder, port, advertised, further, controllerPort);
        tls.ifPresent(keys -> settings.putAll(keys.broker(port, controllerPort)));
        KafkaRaftServer server;
        try {
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        } catch (RuntimeException e) {
            throw failed(folder, port, e);
        }
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            server.awaitShutdown();
            throw failed(folder, port, e);
        }
        return new LocalBroker(server, tls.isPresent() ? LocalTls.HOST : Port.HOST, port);
    }

    /** Where clients find it: host:port. */
    public String bootstrapServers() {
        return host + ":" + port;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Stops it and waits until its folder is closed. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> settings(
            Path folder, int port, int advertised, List<FurtherListener> further, int controllerPort) {
        StringBuilder clients = new StringBuilder("PLAINTEXT://" + Port.HOST + ":" + port);
        StringBuilder told =
                new StringBuilder("PLAINTEXT://" + Port.HOST + ":" + (advertised == 0 ? port : advertised));
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int i = 0; i < further.size(); i++) {
            clients.append(
                    ",FURTHER" + i + "://" + Port.HOST + ":" + further.get(i).port());
            told.append(
                    ",FURTHER" + i + "://" + Port.HOST + ":" + further.get(i).advertisedPort());
            protocols.append(",FURTHER" + i + ":PLAINTEXT");
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + Port.HOST + ":" + controllerPort);
        settings.put("listeners", clients + ",CONTROLLER://" + Port.HOST + ":" + controllerPort);
        settings.put("advertised.listeners", told.toString());
        settings.put("listener.security.protocol.map", protocols.toString());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", folder.toString());
        ONE_OF_EACH.forEach(name -> settings.put(name, "1"));
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        // A killed worker, or instance of the streams, is replaced after 15 s instead of 45.
        for (String kind : List.of("consumer", "streams")) {
            settings.put("group." + kind + ".min.session.timeout.ms", "6000");
            settings.put("group." + kind + ".session.timeout.ms", "15000");
            settings.put("group." + kind + ".min.heartbeat.interval.ms", "1000");
            settings.put("group." + kind + ".heartbeat.interval.ms", "3000");
        }
        // An instance that is told to wait for its internal topics asks again at its next heartbeat, and a run begins
        // with that.
        settings.put("group.streams.min.heartbeat.interval.ms", "500");
        settings.put("group.streams.heartbeat.interval.ms", "500");
        settings.put("log.retention.check.interval.ms", "15000"); // what streams have purged shall leave the disk soon
        settings.put("log.cleaner.backoff.ms", "2000"); // and trimmed weights: a demo publishes several MB a second
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024)); // 128 MiB is for servers
        return settings;
    }

    private static LocalStackException failed(Path folder, int port, RuntimeException e) {
        return new LocalStackException(
                "the local broker does not start on port " + port + " with folder " + folder + ": " + e.getMessage(),
                e);
    }
}
