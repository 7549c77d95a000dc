package dev.millrace.cli.faults;

import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.testing.GuardedBroker;
import dev.millrace.testing.GuardedRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A broker with an authorizer, and a registry that wants credentials. */
final class GuardedCluster implements AutoCloseable {

    private final GuardedBroker broker;
    private final GuardedRegistry registry;

    /**
     * @param folder empty; gets the broker's data
     * @param passwords of the broker's users
     */
    GuardedCluster(Path folder, Map<String, String> passwords) throws IOException {
        broker = new GuardedBroker(folder, passwords);
        registry = GuardedRegistry.plain(RegistryBackend.create(folder.resolveSibling("registry.json")));
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Lets in at the registry who sends this header. */
    void admit(String authorization) {
        registry.admit(authorization);
    }

    GuardedBroker broker() {
        return broker;
    }

    String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        Closing.all(List.of(registry, broker));
    }
}
