package dev.millrace.infra.local;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.registry.RegistryBackend;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and a schema registry inside this process, with their data in one folder.
 *
 * <p>Started again on the same folder, after a clean close or a kill, it has the same records and the same schema ids.
 * Starting and closing belong to one thread; closing twice does nothing.
 */
public final class LocalStack implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalStack.class);

    private final StackFolder folder;
    private final LocalBroker broker;
    private final LocalRegistry registry;
    private boolean closed;

    private LocalStack(StackFolder folder, LocalBroker broker, LocalRegistry registry) {
        this.folder = folder;
        this.broker = broker;
        this.registry = registry;
    }

    /**
     * Starts both; when this returns they serve.
     *
     * @throws LocalStackException if the folder is in use, foreign, half-written, damaged or of a newer format, if a
     *     port is taken, or if the broker does not start
     * @throws dev.millrace.schemas.registry.RegistryFileException if the registry's file is missing or damaged
     */
    public static LocalStack start(LocalStackConfig config) {
        long began = System.nanoTime();
        StackFolder folder = StackFolder.open(config.folder());
        LocalRegistry registry = null;
        try {
            LastPorts last = LastPorts.read(folder.lastPorts());
            registry = LocalRegistry.start(
                    RegistryBackend.open(folder.registry()),
                    Port.choose("registry", config.registryPort(), last.registry()),
                    config.tls());
            LocalBroker broker = LocalBroker.start(
                    folder.broker(),
                    Port.choose("broker", config.brokerPort(), last.broker()),
                    config.advertisedPort(),
                    config.further(),
                    config.tls());
            new LastPorts(broker.port(), registry.port()).write(folder.lastPorts());
            log.atInfo()
                    .addKeyValue("folder", config.folder())
                    .addKeyValue("bootstrap", broker.bootstrapServers())
                    .addKeyValue("registry", registry.url())
                    .addKeyValue("took", Duration.ofNanos(System.nanoTime() - began))
                    .log("local stack started");
            return new LocalStack(folder, broker, registry);
        } catch (RuntimeException e) {
            if (registry != null) {
                registry.close();
            }
            folder.close();
            throw e;
        }
    }

    /** How clients reach it. */
    public KafkaConnection connection() {
        return new KafkaConnection(broker.bootstrapServers(), registry.url(), Map.of());
    }

    /** Stops both and frees the folder. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (folder;
                broker;
                registry) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
