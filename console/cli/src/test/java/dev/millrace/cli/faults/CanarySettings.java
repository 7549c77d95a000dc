package dev.millrace.cli.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.testing.GuardedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of one process, with a canary wherever a secret can stand.
 *
 * @param file of the settings
 * @param environment of the process
 * @param jaas the secret of its user at the broker
 * @param registry the Authorization header that lets it in at the registry
 */
record CanarySettings(Path file, Map<String, String> environment, String jaas, String registry) {

    /** For the process. */
    RunProcesses.Settings ofProcess() {
        return new RunProcesses.Settings(file, environment);
    }

    /** How settings hold a secret. */
    enum Way {
        LITERAL,
        ENVIRONMENT,
        FILE
    }

    /** What no client of a broker without TLS reads, and every client keeps among its settings. */
    private static final String[] IGNORED = {
        "ssl.key.password",
        "ssl.keystore.password",
        "ssl.truststore.password",
        "schema.registry.ssl.key.password",
        "request.header.X-Api-Key",
        "admin.ssl.key.password",
        "my.own.password"
    };

    /** A scorer whose server gets a secret. */
    private static final String SERVED =
            "  mine: {type: http, config: {url: \"http://127.0.0.1:1/\"," + " headers: {X-Own: '%s'}}}\n";

    /** The secret of a user at the broker; the same each time. */
    static String password(String name, Canaries canaries) {
        return canaries.plant(name + " sasl.jaas.config");
    }

    /**
     * Writes them.
     *
     * @param folder gets the file, and those of the secrets
     * @param name of the user
     * @param bearer whether the registry is told a token, and not a password
     * @param plain settings without a secret
     */
    static CanarySettings write(
            Path folder, String name, Way way, boolean bearer, MillraceConfig plain, Canaries canaries)
            throws IOException {
        Writer writer = new Writer(folder, name, way, new HashMap<>(), canaries);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("security.protocol", "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", "PLAIN");
        String jaas = password(name, canaries);
        // Every way both within a text and as a whole.
        properties.put(
                "sasl.jaas.config",
                way == Way.FILE
                        ? writer.held("sasl.jaas.config", GuardedBroker.jaas(name, jaas))
                        : GuardedBroker.jaas(name, writer.held("sasl.jaas.config", jaas)));
        for (String key : IGNORED) {
            String secret = canaries.plant(name + " " + key);
            properties.put(key, writer.held(key, secret));
        }
        String registry = canaries.plant(name + " registry");
        properties.put(
                bearer ? "bearer.auth.token" : "basic.auth.user.info",
                bearer ? writer.held("token", registry) : name + ":" + writer.held("user.info", registry));
        String yaml = MillraceConfig.loader().toYaml(plain);
        StringBuilder block = new StringBuilder("properties:");
        properties.forEach((key, value) -> block.append("\n    " + key + ": '" + value + "'"));
        String header = writer.held("headers.X-Own", canaries.plant(name + " header of a scorer"));
        String token = writer.held("page.token", canaries.plant(name + " page.token"));
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(
                file,
                yaml.replace("properties: {}", block)
                        .replace("token: \"\"", "token: '" + token + "'")
                        .replace("\nscorers:\n", "\nscorers:\n" + SERVED.formatted(header)),
                UTF_8);
        return new CanarySettings(
                file, writer.environment(), jaas, bearer ? "Bearer " + registry : GuardedCluster.basic(name, registry));
    }

    private record Writer(Path folder, String name, Way way, Map<String, String> environment, Canaries canaries) {

        /** What stands in the settings for a secret. */
        String held(String key, String secret) throws IOException {
            String place = name + "_" + key.replaceAll("[^A-Za-z]", "_");
            switch (way) {
                case ENVIRONMENT -> {
                    environment.put(place, secret);
                    return "${env:" + place + "}";
                }
                case FILE -> {
                    return "${file:" + Files.writeString(folder.resolve(place), secret + "\n") + "}";
                }
                default -> {
                    return secret;
                }
            }
        }
    }
}
