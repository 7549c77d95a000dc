package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * The one way to the schema registry: whoever asks it, to check, to register, to read or to write, asks with the same
 * settings for credentials, TLS, proxy and headers.
 *
 * <p>Settings are those of Confluent's client, in the connection's properties, with or without {@code
 * schema.registry.} before them; those of TLS always with it, for the broker has {@code ssl.} to itself.
 */
public final class RegistryAccess {

    private static final int SCHEMAS = 1_000;
    private static final String PREFIX = "schema.registry.";
    private static final String HEADER = "request.header.";
    private static final String BASIC = "basic.auth.credentials.source";
    private static final String BEARER = "bearer.auth.credentials.source";
    private static final String USER_INFO = "basic.auth.user.info";

    /** The client's own minute would be the length of a single try. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final Duration READ = Duration.ofSeconds(10);

    private RegistryAccess() {}

    /**
     * Opens a client. No request is made; its owner closes it.
     *
     * @throws UnreachableException if the address or a setting is wrong; the message names it
     */
    public static SchemaRegistryClient open(KafkaConnection connection, RegistryPatience patience) {
        RegistryAddress address = RegistryAddress.of(connection.registryUrl());
        if (address.isMock()) {
            return SchemaRegistryClientFactory.newClient(
                    address.urls(), SCHEMAS, List.of(new AvroSchemaProvider()), Map.of(), Map.of());
        }
        address.wrong().ifPresent(url -> {
            throw new UnreachableException(
                    "schema registry '" + url + "' is no http or https URL; set kafka.registry to its address",
                    true,
                    null);
        });
        Map<String, String> settings = settings(connection.properties(), address);
        try {
            return new CachedSchemaRegistryClient(
                    new PatientRestService(address, patience, connection.properties()),
                    SCHEMAS,
                    List.of(new AvroSchemaProvider()),
                    settings,
                    headers(settings));
        } catch (ConfigException e) {
            throw new UnreachableException(
                    "schema registry " + address + ": " + e.getMessage() + "; correct it in kafka.properties", true, e);
        } catch (RuntimeException e) {
            Explanation why = RegistryFailure.explain(e, connection.properties());
            throw new UnreachableException(
                    "schema registry " + address + ": "
                            + (why.lasting()
                                    ? why.line()
                                    : CauseChain.of(e).message() + "; correct it in kafka.properties"),
                    true,
                    e);
        }
    }

    /** A setting counts without its prefix too; credentials say by themselves of which kind they are. */
    private static Map<String, String> settings(Map<String, String> properties, RegistryAddress address) {
        Map<String, String> settings = new HashMap<>(properties);
        properties.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.startsWith(PREFIX + "ssl.")) {
                settings.remove(name);
                settings.put(name.substring(PREFIX.length()), value);
            }
        });
        address.userInfo().ifPresent(user -> settings.putIfAbsent(USER_INFO, user));
        if (!settings.containsKey(BASIC) && !settings.containsKey(BEARER)) {
            if (settings.containsKey(USER_INFO)) {
                settings.put(BASIC, "USER_INFO");
            } else if (settings.containsKey("bearer.auth.token")) {
                settings.put(BEARER, "STATIC_TOKEN");
            }
        }
        if ("URL".equals(settings.get(BASIC)) && settings.containsKey(USER_INFO)) {
            settings.put(BASIC, "USER_INFO");
        }
        if (settings.keySet().stream().anyMatch(name -> name.startsWith(PREFIX + "ssl."))) {
            // The client checks no host name unless told to.
            settings.putIfAbsent(PREFIX + "ssl.endpoint.identification.algorithm", "https");
        }
        settings.putIfAbsent("http.connect.timeout.ms", String.valueOf(CONNECT.toMillis()));
        settings.putIfAbsent("http.read.timeout.ms", String.valueOf(READ.toMillis()));
        return settings;
    }

    private static Map<String, String> headers(Map<String, String> settings) {
        Map<String, String> headers = new HashMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), value);
            }
        });
        return headers;
    }
}
