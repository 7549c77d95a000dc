package dev.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The files of infra/compose; where Compose is installed, in either version, it reads them too. */
class ComposeTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.root", "../..")).resolve("infra/compose");
    private static final String KEYS = "keys-";

    /** Who it is that comes by a service whose name is not its own. */
    private static final Map<String, String> USERS = Map.of(
            "topics", "provisioner",
            "schemas", "provisioner",
            "rights", "administrator",
            "tools", "auditor",
            "worker-gpu", "worker",
            "learner-gpu", "learner");

    private static Map<?, ?> read(String file) throws IOException {
        return new Yaml().load(Files.readString(FOLDER.resolve(file)));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static Map<?, ?> first(@Nullable Object list) {
        return map(((List<?>) Objects.requireNonNull(list)).get(0));
    }

    private static List<String> texts(@Nullable Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static Map<String, Map<?, ?>> services(String file) throws IOException {
        Map<String, Map<?, ?>> services = new TreeMap<>();
        map(read(file).get("services")).forEach((name, service) -> services.put(String.valueOf(name), map(service)));
        return services;
    }

    private static Map<String, String> environment(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    @Test
    void shouldLetNoServiceDoMoreThanItMust() throws IOException {
        Map<String, Map<?, ?>> all = services("compose.yml");
        Map<String, Map<?, ?>> more = services("secure.yml");
        all.put("certificates", map(more.get("certificates")));
        all.put("rights", map(more.get("rights")));
        all.put("bucket", map(services("bucket.yml").get("bucket")));

        assertThat(all).hasSizeGreaterThan(15).allSatisfy((name, service) -> {
            assertThat(texts(service.get("cap_drop"))).as(name).contains("ALL");
            assertThat(texts(service.get("security_opt"))).as(name).contains("no-new-privileges:true");
            if (String.valueOf(service.get("image")).contains("MILLRACE_")) {
                assertThat(service.get("read_only")).as(name).isEqualTo(true);
            }
            assertThat(service.get("user")).as(name).isEqualTo(name.equals("certificates") ? "0:0" : null);
            texts(service.get("ports"))
                    .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:"));
        });
    }

    @Test
    void shouldGiveEachServiceTheKeysOfItsOwnUser() throws IOException {
        Map<String, Map<?, ?>> services = services("secure.yml");
        Map<String, Map<?, ?>> plain = services("compose.yml");
        Map<?, ?> certificates = map(services.remove("certificates"));

        assertThat(services)
                .allSatisfy((name, service) ->
                        assertThat(keys(service)).as(name).containsExactly(KEYS + USERS.getOrDefault(name, name)));
        Set<String> used = services.values().stream()
                .flatMap(service -> keys(service).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        used.add(KEYS + "authority");
        assertThat(keys(certificates)).containsExactlyInAnyOrderElementsOf(used);
        assertThat(texts(certificates.get("command")).stream().skip(1).map(name -> KEYS + name.split("=")[0]))
                .containsExactlyInAnyOrderElementsOf(
                        used.stream().filter(key -> !key.endsWith("authority")).toList());
        // Who connects to the brokers has a user; drawing, and those that only read figures, need none.
        Set<String> without = new TreeSet<>(plain.keySet());
        without.removeAll(services.keySet());
        assertThat(without).containsExactly("draw", "grafana", "prometheus");
    }

    @Test
    void shouldLetInToTheBucketWhoeverHasTheStore() throws IOException {
        Map<String, Map<?, ?>> plain = services("compose.yml");
        Map<String, Map<?, ?>> over = services("bucket.yml");
        Map<?, ?> bucket = map(over.remove("bucket"));

        Set<String> storing = plain.keySet().stream()
                .filter(name -> !Set.of("topics", "schemas", "draw", "streams").contains(name))
                .filter(name -> String.valueOf(
                                Objects.requireNonNull(plain.get(name)).get("image"))
                        .contains("MILLRACE_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(over.keySet()).containsExactlyInAnyOrderElementsOf(storing);
        assertThat(over)
                .allSatisfy((name, service) ->
                        assertThat(service.get("environment")).as(name).isEqualTo(bucket.get("environment")));
        assertThat(Files.readString(FOLDER.resolve("settings-bucket.yaml")))
                .contains("${env:BUCKET_KEY}", "${env:BUCKET_SECRET}");
        assertThat(environment("bucket.env")).containsKeys("BUCKET_KEY", "BUCKET_SECRET");
    }

    private static List<String> keys(Map<?, ?> service) {
        return texts(service.get("volumes")).stream()
                .map(volume -> volume.split(":")[0])
                .filter(volume -> volume.startsWith(KEYS))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({".env, cpu", "gpu.env, gpu", "secure.env, cpu", "bucket.env, cpu"})
    void shouldBringUpAWorkerAndALearner(String file, String profile) throws IOException {
        Map<String, String> environment = environment(file);

        assertThat(Set.of(environment.getOrDefault("COMPOSE_PROFILES", "").split(",")))
                .containsExactly(profile);
        assertThat(environment.get("PAGE_TOKEN")).hasSizeGreaterThanOrEqualTo(16);
        for (String each : environment.getOrDefault("COMPOSE_FILE", "").split(":")) {
            assertThat(FOLDER.resolve(each)).exists();
        }
        assertThat(services("compose.yml").entrySet().stream()
                        .filter(service ->
                                texts(service.getValue().get("profiles")).contains(profile))
                        .map(service -> service.getKey().split("-")[0]))
                .containsExactlyInAnyOrder("worker", "learner");
    }

    @Test
    void shouldKeepEveryRecordOnTwoBrokersOfThree() throws IOException {
        List<Map<?, ?>> brokers = services("compose.yml").entrySet().stream()
                .filter(service -> service.getKey().startsWith("kafka-"))
                .<Map<?, ?>>map(service -> map(service.getValue().get("environment")))
                .toList();

        assertThat(brokers).hasSize(3).allSatisfy(broker -> {
            assertThat(broker.get("KAFKA_DEFAULT_REPLICATION_FACTOR")).isEqualTo(3);
            assertThat(broker.get("KAFKA_MIN_INSYNC_REPLICAS")).isEqualTo(2);
            assertThat(broker.get("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR")).isEqualTo(2);
        });
        assertThat(brokers.stream().map(broker -> broker.get("KAFKA_NODE_ID")).distinct())
                .hasSize(3);
    }

    @Test
    void shouldScrapeEveryRoleThatTellsFigures() throws IOException {
        Map<?, ?> scraping = first(read("prometheus.yml").get("scrape_configs"));
        List<String> names = texts(first(scraping.get("dns_sd_configs")).get("names"));

        assertThat(services("compose.yml").entrySet().stream()
                        .filter(service ->
                                texts(service.getValue().get("command")).contains("--out"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", "gpu.env", "secure.env", "bucket.env"})
    void shouldBeReadByCompose(String file) throws Exception {
        List<List<String>> versions = Stream.of(List.of("docker-compose"), List.of("docker", "compose"))
                .filter(command -> ran(command, "version").isEmpty())
                .toList();
        assumeTrue(!versions.isEmpty(), "neither docker-compose nor docker compose is here");

        for (List<String> compose : versions) {
            assertThat(ran(compose, "--env-file", file, "config", "-q"))
                    .as(compose.toString())
                    .isEmpty();
        }
    }

    /** What it said, if it failed. */
    private static String ran(List<String> command, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? "" : "failed: " + said;
        } catch (IOException e) {
            return "not here: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
