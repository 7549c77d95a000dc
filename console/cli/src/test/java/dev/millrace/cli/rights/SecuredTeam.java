package dev.millrace.cli.rights;

import dev.millrace.cli.faults.RunProcesses.Settings;
import dev.millrace.testing.SecuredBroker;
import dev.millrace.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A team's settings files for a cluster with TLS everywhere: one for each of its users, whose secrets lie in files beside it.
 * Belongs to one thread.
 */
final class SecuredTeam {

    /** What scrapers and readers of the page send. */
    static final String TOKEN = "a-token-of-the-team";

    private static final String RUN =
            """
            run: {id: %s, seed: 3}
            worker: {group_size: 4, batch_prompts: 4}
            learner:
              batch_groups: 4
              micro_batch_groups: 4
              total_steps: 3
              max_staleness: 8
              checkpoint: {every: 2}
            assembly: {deadline: 40s, restart_grace: 1s}
            page:
              token: ${file:%3$s/token}
              tls: {key_store: %3$s/server.p12, password: "${file:%3$s/store.password}"}
            metrics:
              token: ${file:%3$s/token}
              tls: {key_store: %3$s/server.p12, password: "${file:%3$s/store.password}"}
            streams: {state_dir: %3$s/state}
            kafka:
              topic_prefix: %2$s
              partitions: 2
              patience: 2m
            """;

    private final Path folder;
    private final SecuredBroker broker;
    private final String registry;
    private final String run;

    /**
     * @param folder gets the files
     * @param registry URL of a registry with TLS of the broker's authority, which wants passwords
     * @param run its id
     * @param prefix of its topics
     */
    SecuredTeam(Path folder, SecuredBroker broker, String registry, String run, String prefix) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.broker = broker;
        this.registry = registry;
        this.run = RUN.formatted(run, prefix, folder);
        Files.writeString(folder.resolve("token"), TOKEN);
        Files.writeString(folder.resolve("store.password"), TestAuthority.PASSWORD);
        broker.authority().keyStore(folder.resolve("server.p12"), "localhost");
    }

    /** A user who comes with a password. */
    Settings withPassword(String user) throws Exception {
        setPassword(user, passwordOf(user, 1));
        Map<String, String> properties = properties(user);
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                        + "\" password=\"${file:" + passwordFile(user) + "}\";");
        return write(user, broker.secureAddress(), properties);
    }

    /** A user who comes with a certificate; to the broker it is {@code User:CN=NAME}. */
    Settings withCertificate(String user) throws IOException {
        Path keys = broker.authority().keyStore(folder.resolve(user + ".p12"), user);
        Map<String, String> properties = properties(user);
        properties.put("security.protocol", "SSL");
        properties.put("ssl.keystore.location", keys.toString());
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.password", "${file:" + folder.resolve("store.password") + "}");
        properties.put("ssl.key.password", "${file:" + folder.resolve("store.password") + "}");
        return write(user, broker.mutualAddress(), properties);
    }

    /** Gives a user another password, at the broker and in the file that its settings refer to. */
    void changePassword(String user) throws Exception {
        setPassword(user, passwordOf(user, 2));
    }

    /** What the registry wants of a user. */
    static String registryPassword(String user) {
        return "registry-of-" + user;
    }

    private void setPassword(String user, String password) throws Exception {
        Path written = Files.writeString(folder.resolve(user + ".next"), password);
        broker.setPassword(user, password);
        Files.move(written, passwordFile(user), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path passwordFile(String user) {
        return folder.resolve(user + ".password");
    }

    private static String passwordOf(String user, int number) {
        return "password-" + number + "-of-" + user;
    }

    private Map<String, String> properties(String user) throws IOException {
        Files.writeString(folder.resolve(user + ".registry"), registryPassword(user));
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("basic.auth.user.info", user + ":${file:" + folder.resolve(user + ".registry") + "}");
        for (String prefix : new String[] {"", "schema.registry."}) {
            properties.put(
                    prefix + "ssl.truststore.location", broker.trustStore().toString());
            properties.put(prefix + "ssl.truststore.type", "PKCS12");
            properties.put(prefix + "ssl.truststore.password", "${file:" + folder.resolve("store.password") + "}");
        }
        return properties;
    }

    private Settings write(String user, String address, Map<String, String> properties) throws IOException {
        StringBuilder yaml = new StringBuilder(run);
        yaml.append("  bootstrap: " + address + "\n  registry: " + registry + "\n  properties:\n");
        properties.forEach((key, value) -> yaml.append("    " + key + ": '" + value + "'\n"));
        return new Settings(Files.writeString(folder.resolve(user + ".yaml"), yaml), Map.of());
    }
}
