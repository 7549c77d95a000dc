package dev.millrace.cli.bench;

import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** A broker and a registry with the topics and schemas of a run, which are gone with their folder when it is closed. */
public final class BenchStack implements AutoCloseable {

    private final Path folder;
    private final LocalStack stack;
    private final KafkaConfig kafka;

    private BenchStack(Path folder, LocalStack stack, KafkaConfig kafka) {
        this.folder = folder;
        this.stack = stack;
        this.kafka = kafka;
    }

    public static BenchStack start() throws IOException {
        Path folder = Files.createTempDirectory("millrace-bench-");
        LocalStack stack = LocalStack.start(LocalStackConfig.in(folder.resolve("data")));
        KafkaConfig kafka = KafkaConfig.defaults()
                .at(stack.connection().bootstrapServers(), stack.connection().registryUrl());
        BenchStack made = new BenchStack(folder, stack, kafka);
        new Provisioning(kafka).create();
        return made;
    }

    /** How roles reach it. */
    public KafkaConfig kafka() {
        return kafka;
    }

    /** How clients reach it. */
    public KafkaConnection connection() {
        return kafka.connection();
    }

    /** Those of the run. */
    public Topics topics() {
        return kafka.topics();
    }

    /** Over its registry. */
    public AvroSerdes serdes() {
        return new AvroSerdes(connection());
    }

    /** A folder of its own below that of the stack. */
    public Path folder(String name) {
        return folder.resolve(name);
    }

    /** Makes a topic with the partitions and settings of another one, which stores what its producers compress as it comes. */
    public void topicLike(String name, String other) {
        try (Admin admin = Admin.create(connection().client("bench-admin"))) {
            TopicDescription described = Objects.requireNonNull(
                    admin.describeTopics(List.of(other)).allTopicNames().get().get(other));
            int partitions = described.partitions().size();
            Map<String, String> settings = settings(admin, other);
            settings.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + name + " cannot be made: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a topic was made", e);
        }
    }

    private static Map<String, String> settings(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config found = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
        Map<String, String> settings = new HashMap<>();
        for (ConfigEntry entry : found.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    /** Bytes on disk of the topics whose name begins like this. */
    long bytes(String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file ->
                            file.getName(file.getNameCount() - 2).toString().startsWith(prefix))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        stack.close();
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
