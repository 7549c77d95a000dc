package dev.millrace.cli.rights;

import dev.millrace.cli.faults.RunProcesses.Settings;
import dev.millrace.testing.SecuredBroker;
import dev.millrace.testing.SecuredUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final SecuredUsers users;
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
        this.users = new SecuredUsers(folder, broker);
        this.registry = registry;
        this.run = RUN.formatted(run, prefix, folder);
        Files.writeString(folder.resolve("token"), TOKEN);
        broker.authority().keyStore(folder.resolve("server.p12"), "localhost");
    }

    /** A user who comes with a password. */
    Settings withPassword(String user) throws Exception {
        return write(user, broker.secureAddress(), users.withPassword(user));
    }

    /** A user who comes with a certificate; to the broker it is {@code User:CN=NAME}. */
    Settings withCertificate(String user) throws IOException {
        return write(user, broker.mutualAddress(), users.withCertificate(user));
    }

    /** Gives a user another password, at the broker and in the file that its settings refer to. */
    void changePassword(String user) throws Exception {
        users.changePassword(user);
    }

    private Settings write(String user, String address, Map<String, String> properties) throws IOException {
        StringBuilder yaml = new StringBuilder(run);
        yaml.append("  bootstrap: " + address + "\n  registry: " + registry + "\n  properties:\n");
        properties.forEach((key, value) -> yaml.append("    " + key + ": '" + value + "'\n"));
        return new Settings(Files.writeString(folder.resolve(user + ".yaml"), yaml), Map.of());
    }
}
