package dev.millrace.containers;

import dev.millrace.infra.local.Port;
import dev.millrace.runtime.config.KafkaConfig;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A broker and a registry in containers, on ports of this machine: a broker tells its clients its own port, so it must
 * know it before it starts.
 */
final class RealCluster implements AutoCloseable {

    private static final Duration STARTING = Duration.ofMinutes(3);

    private final int brokerPort = Port.free();
    private final int controllerPort = Port.free();
    private final int registryPort = Port.free();
    private final GenericContainer<?> broker;
    private final GenericContainer<?> registry;

    RealCluster() {
        this.broker = new GenericContainer<>(Images.kafka())
                .withNetworkMode("host")
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv(
                        "KAFKA_LISTENERS",
                        "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort)
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + brokerPort)
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + controllerPort)
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
                .withStartupTimeout(STARTING);
        this.registry = new GenericContainer<>(Images.registry())
                .withNetworkMode("host")
                .withEnv("QUARKUS_HTTP_PORT", String.valueOf(registryPort))
                .waitingFor(Wait.forLogMessage(".*Listening on.*", 1))
                .withStartupTimeout(STARTING);
    }

    void start() {
        broker.start();
        registry.start();
    }

    /** Kills the broker and starts it again, on its data. */
    void restartBroker() {
        broker.getDockerClient().killContainerCmd(broker.getContainerId()).exec();
        broker.getDockerClient().startContainerCmd(broker.getContainerId()).exec();
    }

    KafkaConfig kafka() {
        return KafkaConfig.defaults()
                .at("127.0.0.1:" + brokerPort, "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7");
    }

    @Override
    public void close() {
        registry.stop();
        broker.stop();
    }
}
