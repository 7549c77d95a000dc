package dev.millrace.infra.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A broker as others run it: TLS, SCRAM and an authorizer. Further ports have an expired certificate, one of another
 * host, and none at all; who comes by the last is its administrator.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "worker";
    static final String PASSWORD = "pw-canary";

    private static final String SCRAM = "SCRAM-SHA-512";
    private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final KafkaRaftServer server;
    private final Path stores;
    private final int open = Port.free();
    private final int secure = Port.free();
    private final int expired = Port.free();
    private final int elsewhere = Port.free();

    private SecuredBroker(Path folder) {
        TestAuthority authority = new TestAuthority("authority");
        this.stores = folder;
        authority.trustStore(store("trust"));
        authority.keyStore(store("secure"), "localhost");
        authority.keyStore(store("elsewhere"), "other.example");
        authority.keyStore(store("expired"), "localhost", Instant.now().minusSeconds(60));
        Path logs = folder.resolve("logs");
        LocalBroker.format(logs, Uuid.randomUuid().toString(), LocalBroker.NODE);
        this.server = new KafkaRaftServer(new KafkaConfig(settings(logs), false), Time.SYSTEM);
    }

    static SecuredBroker start(Path folder) throws Exception {
        SecuredBroker broker = new SecuredBroker(Files.createDirectories(folder));
        broker.server.startup();
        try (Admin admin = broker.admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
        return broker;
    }

    private Map<String, String> settings(Path logs) {
        int controller = Port.free();
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put(
                "listeners",
                "OPEN://127.0.0.1:" + open + ",SECURE://localhost:" + secure + ",EXPIRED://localhost:" + expired
                        + ",ELSEWHERE://localhost:" + elsewhere + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put(
                "listener.security.protocol.map",
                "OPEN:PLAINTEXT,SECURE:SASL_SSL,EXPIRED:SSL,ELSEWHERE:SSL,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "OPEN");
        settings.put("sasl.enabled.mechanisms", SCRAM);
        settings.put("listener.name.secure.scram-sha-512.sasl.jaas.config", MODULE + ";");
        for (String name : List.of("secure", "expired", "elsewhere")) {
            settings.put(
                    "listener.name." + name + ".ssl.keystore.location",
                    store(name).toString());
            settings.put("listener.name." + name + ".ssl.keystore.password", TestAuthority.PASSWORD);
            settings.put("listener.name." + name + ".ssl.key.password", TestAuthority.PASSWORD);
            settings.put("listener.name." + name + ".ssl.keystore.type", "PKCS12");
        }
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("log.dirs", logs.toString());
        settings.put("auto.create.topics.enable", "false");
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
        return Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, openAddress()));
    }

    /** Without TLS and SASL. */
    String openAddress() {
        return "127.0.0.1:" + open;
    }

    String secureAddress() {
        return "localhost:" + secure;
    }

    String expiredAddress() {
        return "localhost:" + expired;
    }

    String elsewhereAddress() {
        return "localhost:" + elsewhere;
    }

    /** What the user sets who has everything right; to be changed. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", SCRAM);
        properties.put("sasl.jaas.config", jaas(PASSWORD));
        properties.put("ssl.truststore.location", store("trust").toString());
        properties.put("ssl.truststore.password", TestAuthority.PASSWORD);
        properties.put("ssl.truststore.type", "PKCS12");
        return properties;
    }

    static String jaas(String password) {
        return MODULE + " username=\"" + USER + "\" password=\"" + password + "\";";
    }

    private Path store(String name) {
        return stores.resolve(name + ".p12");
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
