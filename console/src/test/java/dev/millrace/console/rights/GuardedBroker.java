package dev.millrace.console.rights;

import dev.millrace.infra.local.LocalBroker;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.schemas.registry.RegistryBackend;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A broker with an authorizer, and a registry. Who comes by its open port may do everything; at the other one, users of
 * {@link #USERS} log in, whose password is pw-NAME, and may do what they were granted.
 */
final class GuardedBroker implements AutoCloseable {

    static final List<String> USERS = List.of("complete", "creates", "fences", "writes", "joins");

    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final KafkaRaftServer server;
    private final LocalRegistry registry;
    private final int open = freePort();
    private final int guarded = freePort();

    GuardedBroker(Path folder) throws Exception {
        Path logs = folder.resolve("logs");
        LocalBroker.format(logs, Uuid.randomUuid().toString(), 1);
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolve("registry.json")), freePort());
        server = new KafkaRaftServer(new KafkaConfig(settings(logs), false), Time.SYSTEM);
        server.startup();
    }

    private Map<String, String> settings(Path logs) {
        int controller = freePort();
        StringBuilder users = new StringBuilder(MODULE);
        USERS.forEach(user -> users.append(" user_")
                .append(user)
                .append("=\"pw-")
                .append(user)
                .append('"'));
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put(
                "listeners",
                "OPEN://127.0.0.1:" + open + ",GUARDED://127.0.0.1:" + guarded + ",CONTROLLER://127.0.0.1:"
                        + controller);
        settings.put("listener.security.protocol.map", "OPEN:PLAINTEXT,GUARDED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "OPEN");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.guarded.plain.sasl.jaas.config",
                users.append(';').toString());
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("log.dirs", logs.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
        return settings;
    }

    /** May do everything. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", openAddress()));
    }

    String openAddress() {
        return "127.0.0.1:" + open;
    }

    String registryUrl() {
        return registry.url();
    }

    /** Settings by which a role comes as this user. */
    List<String> settingsOf(String user) {
        return List.of(
                "kafka.bootstrap=127.0.0.1:" + guarded,
                "kafka.registry=" + registryUrl(),
                "kafka.properties.security.protocol=SASL_PLAINTEXT",
                "kafka.properties.sasl.mechanism=PLAIN",
                "kafka.properties.sasl.jaas.config=" + MODULE + " username=\"" + user + "\" password=\"pw-" + user
                        + "\";");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        registry.close();
    }
}
