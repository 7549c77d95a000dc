package dev.millrace.schemas.registry;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.RegistryAccess;
import dev.millrace.schemas.client.RegistryPatience;
import dev.millrace.schemas.topic.TopicCatalogue;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Registers the schemas of a catalogue, or checks without a change that they are registered.
 *
 * <p>Registering is an explicit step and may be repeated: a schema that is there keeps its id. Each subject gets the
 * compatibility level FULL_TRANSITIVE first, so that every reader, old or new, reads every record, old or new.
 * Not thread-safe.
 */
public final class SchemaRegistration implements AutoCloseable {

    /** The compatibility level that each subject gets. */
    public static final String LEVEL = "FULL_TRANSITIVE";

    private static final int NOT_FOUND = 404;
    private static final int INCOMPATIBLE = 409;

    private final KafkaConnection connection;
    private final SortedMap<String, Class<? extends SpecificRecord>> subjects;
    private final SchemaRegistryClient client;

    /**
     * @param connection its registry URL may be {@code mock://scope}
     * @param patience how long an unreachable registry is tried again before that is an error
     */
    public SchemaRegistration(KafkaConnection connection, TopicCatalogue catalogue, Duration patience) {
        this.connection = connection;
        this.subjects = catalogue.subjects();
        this.client = RegistryAccess.open(connection, RegistryPatience.starting(patience));
    }

    /**
     * Registers every schema.
     *
     * @return id by subject
     * @throws SchemaRegistrationException if the registry refuses one, or stays unreachable
     */
    public SortedMap<String, Integer> registerAll() {
        SortedMap<String, Integer> ids = new TreeMap<>();
        subjects.forEach((subject, type) -> ids.put(subject, register(subject, PortableSchema.of(type))));
        return Collections.unmodifiableSortedMap(ids);
    }

    /**
     * Checks that every schema is registered, and changes nothing.
     *
     * @return id by subject
     * @throws SchemaRegistrationException if one is not, naming it and whether registering it would be allowed, or if
     *     the registry stays unreachable
     */
    public SortedMap<String, Integer> checkAll() {
        SortedMap<String, Integer> ids = registered();
        List<String> missing = missing(ids);
        if (!missing.isEmpty()) {
            throw new SchemaRegistrationException(
                    "schema registry " + connection.registryName() + " does not hold this version of "
                            + String.join(", ", missing) + ": register them with `millrace schemas register`",
                    null);
        }
        return Collections.unmodifiableSortedMap(ids);
    }

    /**
     * The subjects whose schema is not registered; changes nothing.
     *
     * @throws SchemaRegistrationException if the registry refuses to look one up, or stays unreachable
     */
    public List<String> unregistered() {
        return missing(registered());
    }

    /**
     * Deletes all subjects. The registry still reads what was written with their schemas.
     *
     * @return the subjects that there were
     * @throws SchemaRegistrationException if the registry refuses, or stays unreachable
     */
    public List<String> deleteAll() {
        List<String> deleted = new ArrayList<>();
        for (String subject : subjects.keySet()) {
            try {
                client.deleteSubject(subject);
                deleted.add(subject);
            } catch (IOException | KafkaException e) {
                throw noAnswer("deleting " + subject, e);
            } catch (RestClientException e) {
                if (e.getStatus() != NOT_FOUND) {
                    throw new SchemaRegistrationException(
                            "schema registry " + connection.registryName() + " refuses to delete " + subject + ": "
                                    + e.getMessage(),
                            e);
                }
            }
        }
        return deleted;
    }

    /**
     * The compatibility level of each subject; empty text where it has none of its own.
     *
     * @throws SchemaRegistrationException if the registry refuses to tell one, or stays unreachable
     */
    public SortedMap<String, String> levels() {
        SortedMap<String, String> levels = new TreeMap<>();
        for (String subject : subjects.keySet()) {
            try {
                levels.put(subject, client.getCompatibility(subject));
            } catch (IOException | KafkaException e) {
                throw noAnswer("asking for the level of " + subject, e);
            } catch (RestClientException e) {
                if (e.getStatus() != NOT_FOUND) {
                    throw new SchemaRegistrationException(
                            "schema registry " + connection.registryName() + " refuses to tell the level of " + subject
                                    + ": " + e.getMessage(),
                            e);
                }
                levels.put(subject, "");
            }
        }
        return levels;
    }

    private SortedMap<String, Integer> registered() {
        SortedMap<String, Integer> ids = new TreeMap<>();
        subjects.forEach((subject, type) -> check(subject, PortableSchema.of(type), ids));
        return ids;
    }

    private List<String> missing(SortedMap<String, Integer> ids) {
        return subjects.keySet().stream()
                .filter(subject -> !ids.containsKey(subject))
                .toList();
    }

    private int register(String subject, ParsedSchema schema) {
        try {
            client.updateCompatibility(subject, LEVEL);
            return client.register(subject, schema);
        } catch (IOException | KafkaException e) {
            throw noAnswer("registering " + subject, e);
        } catch (RestClientException e) {
            String why = e.getStatus() == INCOMPATIBLE
                    ? "the schema is not " + LEVEL + " compatible with the versions registered before; give the topics"
                            + " another kafka.topic_prefix, or evolve the schema by fields with defaults only: "
                    : "";
            throw new SchemaRegistrationException(
                    "schema registry " + connection.registryName() + " refuses " + subject + ": " + why
                            + e.getMessage(),
                    e);
        }
    }

    private void check(String subject, ParsedSchema schema, Map<String, Integer> ids) {
        try {
            ids.put(subject, client.getId(subject, schema));
        } catch (IOException | KafkaException e) {
            throw noAnswer("checking " + subject, e);
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) {
                throw new SchemaRegistrationException(
                        "schema registry " + connection.registryName() + " refuses to look up " + subject + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private static SchemaRegistrationException noAnswer(String what, Exception e) {
        return new SchemaRegistrationException(what + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new SchemaRegistrationException(
                    "schema registry " + connection.registryName() + ": closing the client failed", e);
        }
    }
}
