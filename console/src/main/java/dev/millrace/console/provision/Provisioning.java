package dev.millrace.console.provision;

import dev.millrace.console.config.KafkaConfig;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicDifference;
import dev.millrace.schemas.topic.TopicProvisioner;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;

/** The topics and schemas of one broker and registry. */
public final class Provisioning {

    /**
     * For a broker or registry to answer at all, retries included. The system property {@code millrace.patience}, as in
     * {@code PT2M}, lengthens it, for machines that are too busy to start a client in that time.
     */
    private static final Duration ADDRESS = Duration.parse(System.getProperty("millrace.patience", "PT15S"));

    /** For the answer to one administrative request. */
    private static final Duration REQUEST = Duration.ofSeconds(30);

    private final KafkaConfig kafka;

    public Provisioning(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /**
     * Checks that both answer, that the topics are as the catalogue says and the schemas registered; changes nothing.
     *
     * @throws RuntimeException with one line that says what is not so, where, and what to do
     */
    public void check() {
        new Preflight(kafka.connection(), ADDRESS).check();
        try (Admin admin = admin()) {
            topics(admin).verify();
        }
        checkSchemas();
    }

    /** Makes what is missing of topics and schemas, then checks; errors as {@link #check}. */
    public void create() {
        new Preflight(kafka.connection(), ADDRESS).check();
        createTopics();
        registerSchemas();
    }

    /**
     * Creates missing topics, and verifies all.
     *
     * @return the names of the created ones
     */
    public List<String> createTopics() {
        new Preflight(kafka.connection(), ADDRESS).checkBroker();
        try (Admin admin = admin()) {
            TopicProvisioner topics = topics(admin);
            List<String> created = topics.createMissing();
            topics.verify();
            return created;
        }
    }

    /** What of the broker's topics is not as the catalogue says. */
    public List<TopicDifference> topicDifferences() {
        new Preflight(kafka.connection(), ADDRESS).checkBroker();
        try (Admin admin = admin()) {
            return topics(admin).differences();
        }
    }

    /** Id by subject of all schemas, which are registered already. */
    public SortedMap<String, Integer> checkSchemas() {
        new Preflight(kafka.connection(), ADDRESS).checkRegistry();
        try (SchemaRegistration schemas = schemas()) {
            return schemas.checkAll();
        }
    }

    /** Registers all schemas; gives id by subject. */
    public SortedMap<String, Integer> registerSchemas() {
        new Preflight(kafka.connection(), ADDRESS).checkRegistry();
        try (SchemaRegistration schemas = schemas()) {
            return schemas.registerAll();
        }
    }

    private Admin admin() {
        return Admin.create(kafka.connection().client("millrace-provisioning"));
    }

    private TopicProvisioner topics(Admin admin) {
        return new TopicProvisioner(admin, kafka.catalogue(), REQUEST);
    }

    private SchemaRegistration schemas() {
        return new SchemaRegistration(kafka.connection(), kafka.catalogue(), ADDRESS);
    }
}
