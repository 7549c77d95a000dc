package dev.millrace.runtime.provision;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.UnreachableException;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.TopicDifference;
import dev.millrace.schemas.topic.TopicProvisioner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;

/** The topics and schemas of one broker and registry. */
public final class Provisioning {

    /** For the answer to one administrative request. */
    private static final Duration REQUEST = Duration.ofSeconds(30);

    /** Who answers by then is there, and nothing is said of waiting. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);

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
        new Preflight(kafka.connection()).check();
        try (Admin admin = admin()) {
            topics(admin).verify();
        }
        checkSchemas();
    }

    /**
     * As {@link #check}, for a role: what may still come is waited for as long as {@code kafka.patience} says, first broker
     * and registry, then topics and schemas. What is there but wrong, or refused, is an error at once.
     *
     * @param say takes the line that tells what is waited for
     * @throws RuntimeException with one line that says what is not so, where, and what to do
     */
    public void await(Consumer<String> say) {
        awaitAnswers(say);
        try (Admin admin = admin();
                SchemaRegistration schemas = schemas()) {
            TopicProvisioner topics = topics(admin);
            new Readiness(kafka.patience(), Clock.systemUTC(), Provisioning::pause, say)
                    .await(() -> lack(topics, schemas));
        }
    }

    /**
     * For who writes to the object store, where there is one: marks it as that of this cluster. A store that does not take the mark is
     * waited for as {@link #await} waits.
     *
     * @param say takes the line that tells what is waited for
     * @throws RuntimeException with one line that says what is not so, where, and what to do; also where another cluster keeps objects
     *     under the same prefix
     */
    public void claimStore(Consumer<String> say) {
        Optional<ObjectStore> opened = kafka.connection().openStore();
        if (opened.isEmpty()) {
            return;
        }
        try (ObjectStore store = opened.get()) {
            StoreClaim claim = new StoreClaim(StoreOwners.of(store, kafka.connection(), kafka.topics()));
            new Readiness(kafka.patience(), Clock.systemUTC(), Provisioning::pause, say).await(claim::look);
        }
    }

    private void awaitAnswers(Consumer<String> say) {
        Duration patience = kafka.patience().compareTo(Preflight.PATIENCE) < 0 ? Preflight.PATIENCE : kafka.patience();
        try {
            new Preflight(kafka.connection(), SOON).check();
        } catch (UnreachableException e) {
            if (e.isLasting()) {
                throw e;
            }
            say.accept("waiting up to " + patience.toSeconds() + " s for broker " + kafka.bootstrap()
                    + " and schema registry " + kafka.registry() + " to answer");
            new Preflight(kafka.connection(), patience).check();
        }
    }

    private Optional<Readiness.Lack> lack(TopicProvisioner topics, SchemaRegistration schemas) {
        List<TopicDifference> differences = topics.differences();
        if (!differences.stream().allMatch(TopicDifference::isMissing)) {
            topics.verify();
        }
        List<String> subjects = schemas.unregistered();
        if (differences.isEmpty() && subjects.isEmpty()) {
            return Optional.empty();
        }
        List<String> what = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        if (!differences.isEmpty()) {
            what.add(differences.size() + " topics at " + kafka.bootstrap());
            complaints.add("there is no topic "
                    + differences.stream().map(TopicDifference::topic).collect(Collectors.joining(", "))
                    + " at " + kafka.bootstrap() + ": create them with `millrace topics create`");
        }
        if (!subjects.isEmpty()) {
            what.add(subjects.size() + " schemas at " + kafka.registry());
            complaints.add("there is no schema of this version of " + String.join(", ", subjects) + " at "
                    + kafka.registry() + ": register them with `millrace schemas register`");
        }
        return Optional.of(new Readiness.Lack(String.join(" and ", what), String.join("; ", complaints)));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Makes what is missing of topics and schemas, then checks; errors as {@link #check}. */
    public void create() {
        new Preflight(kafka.connection()).check();
        createMissing();
        register();
    }

    /**
     * Creates missing topics, and verifies all.
     *
     * @return the names of the created ones
     */
    public List<String> createTopics() {
        new Preflight(kafka.connection()).checkBroker();
        return createMissing();
    }

    private List<String> createMissing() {
        try (Admin admin = admin()) {
            TopicProvisioner topics = topics(admin);
            List<String> created = topics.createMissing();
            topics.verifyMade();
            return created;
        }
    }

    /** What of the broker's topics is not as the catalogue says. */
    public List<TopicDifference> topicDifferences() {
        new Preflight(kafka.connection()).checkBroker();
        try (Admin admin = admin()) {
            return topics(admin).differences();
        }
    }

    /**
     * What of the topics that Kafka Streams made for a run falls short of the catalogue's durability.
     *
     * @return a list for each of them, by its name
     */
    public SortedMap<String, List<TopicDifference>> internalTopics(RunId run) {
        String prefix = kafka.topicPrefix() + run;
        try (Admin admin = admin()) {
            return topics(admin)
                    .durability(name -> name.startsWith(prefix + ".streams.") || name.startsWith(prefix + ".metrics."));
        }
    }

    /** Id by subject of all schemas, which are registered already. */
    public SortedMap<String, Integer> checkSchemas() {
        new Preflight(kafka.connection()).checkRegistry();
        try (SchemaRegistration schemas = schemas()) {
            return schemas.checkAll();
        }
    }

    /** Registers all schemas; gives id by subject. */
    public SortedMap<String, Integer> registerSchemas() {
        new Preflight(kafka.connection()).checkRegistry();
        return register();
    }

    private SortedMap<String, Integer> register() {
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

    /** The schemas at the registry; the caller closes it. */
    public SchemaRegistration schemas() {
        return new SchemaRegistration(kafka.connection(), kafka.catalogue(), Preflight.PATIENCE);
    }
}
