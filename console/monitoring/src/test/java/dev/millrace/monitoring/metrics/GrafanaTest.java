package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.HeldOutCurve;
import dev.millrace.monitoring.monitor.HeldOutFigures;
import dev.millrace.monitoring.monitor.HeldOutPoint;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.OpenGroup;
import dev.millrace.monitoring.watch.Overview;
import dev.millrace.monitoring.watch.OverviewFigures;
import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.monitoring.watch.WorkerRow;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and alert rules ask for metrics that there are, and Prometheus can read them. */
class GrafanaTest {

    private static final Path INFRA = Path.of(System.getProperty("millrace.root", ".."), "infra");
    private static final Pattern METRIC = Pattern.compile("\\b((?:millrace|kafka|jvm|process|system)_[a-z0-9_]+)");
    private static final String NOWHERE = "127.0.0.1:1";

    @TempDir
    Path folder;

    @Test
    void shouldAskOnlyForMetricsThatThereAre() throws Exception {
        Set<String> known = new TreeSet<>();
        scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> known.add(line.split("[{ ]")[0]));

        Set<String> asked = new TreeSet<>();
        for (Path file : files()) {
            Matcher metric = METRIC.matcher(expressions(file));
            while (metric.find()) {
                asked.add(metric.group(1));
            }
        }

        assertThat(asked).hasSizeGreaterThan(40);
        assertThat(known).containsAll(asked);
    }

    @Test
    void shouldTellWhatEachScorerDid() {
        assertThat(scrape().lines())
                .contains(
                        "millrace_scores_scored{role=\"page\",run=\"demo\",scorer=\"accuracy\"} 7.0",
                        "millrace_scores_abstained{role=\"page\",run=\"demo\",scorer=\"accuracy\"} 2.0",
                        "millrace_scores_failed{role=\"page\",run=\"demo\",scorer=\"accuracy\"} 1.0",
                        "millrace_latency_ms{role=\"page\",run=\"demo\",scorer=\"accuracy\"} 2.0");
    }

    @Test
    void shouldWriteWhatPrometheusCanRead() throws Exception {
        Optional<Path> promtool = promtool();
        assumeTrue(promtool.isPresent(), "no promtool on the path: Debian has it in the package prometheus");
        Path text = folder.resolve("metrics.txt");
        Files.writeString(text, scrape());

        // Its opinions on names that others gave are none of ours; ours have their say in words.
        String said = run(promtool.get(), text, "check", "metrics");
        assertThat(said).doesNotContain("error while linting");
        assertThat(said.lines().filter(line -> line.startsWith("millrace_")))
                .allSatisfy(line -> assertThat(line).contains("abbreviated units"));
        assertThat(run(
                        promtool.get(),
                        null,
                        "check",
                        "rules",
                        INFRA.resolve("prometheus/alerts.yml").toString()))
                .contains("SUCCESS");
        assertThat(run(
                        promtool.get(),
                        null,
                        "check",
                        "config",
                        INFRA.resolve("prometheus/prometheus.yml").toString()))
                .contains("SUCCESS");
    }

    /** The meters of a process that has every role, with real clients that reach nobody. */
    private String scrape() {
        try (RoleMeters meters = new RoleMeters("demo")) {
            meters.add("page", () -> OverviewFigures.of(overview()));
            meters.add("worker-0", () -> new WorkerMetrics().values());
            meters.add("evaluate-held-out", () -> HeldOutFigures.shares(heldOut()));
            meters.add("streams", GrafanaTest::ofStreams);
            Map<String, Object> settings = new HashMap<>(meters.clientProperties());
            settings.put("bootstrap.servers", NOWHERE);
            Properties streams = new Properties();
            streams.putAll(settings);
            streams.put("application.id", "test");
            streams.put("state.dir", folder.resolve("state").toString());
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream("in").to("out");
            try (KafkaConsumer<byte[], byte[]> consumer =
                            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                    KafkaProducer<byte[], byte[]> producer =
                            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                    KafkaStreams application = new KafkaStreams(builder.build(), streams)) {
                assertThat(List.of(consumer.metrics(), producer.metrics(), application.metrics()))
                        .noneMatch(Map::isEmpty);
                return meters.scrape();
            }
        }
    }

    /** The names that the assembly counts under, as {@code StreamsRole.metrics()} says. */
    private static Map<String, Double> ofStreams() {
        return Stream.of("latency_p50", "latency_p99", "late", "duplicates", "ignored")
                .collect(Collectors.toMap(name -> "reward_join/" + name, name -> 1.0));
    }

    private static Overview overview() {
        Instant now = Instant.now();
        Map<String, Double> step = Stream.of(
                        "reward",
                        "reward_std",
                        "alarm/mismatch",
                        "rewards/accuracy/mean",
                        "kl",
                        "entropy",
                        "clip_ratio/low",
                        "clip_ratio/high",
                        "actor/grad_norm",
                        "staleness/avg",
                        "staleness/max",
                        "completions/mean_length",
                        "perf/time_per_step",
                        "timing_s/wait",
                        "timing_s/publish",
                        "weights/published_version")
                .collect(Collectors.toMap(name -> name, name -> 0.5));
        return new Overview(
                now,
                true,
                true,
                new RunState(RunState.Kind.LIVE, Duration.ZERO, Optional.empty(), 0),
                Optional.of(new StepRow(3, now, false, step)),
                new Totals(10, 5, 4, Map.of("stale", 1L), 0, 0),
                Stream.of("prompts", "trajectories", "scores", "experience")
                        .map(topic -> new Edge(topic, "a", "b", 1, 1))
                        .toList(),
                1,
                1,
                Map.of("complete", 1L),
                Map.of("stale", 1L),
                1,
                List.of(new OpenGroup("demo/0/1", now, 8, 8, new TreeMap<>())),
                List.of(new WorkerRow("worker-0", 3, 0, false, 1, 1, now)),
                Map.of("accuracy/scored", 7L, "accuracy/abstained", 2L, "accuracy/failed", 1L),
                Map.of("accuracy", 2.0),
                "accuracy",
                Map.of("color", 0.5),
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(heldOut()));
    }

    private static HeldOutCurve heldOut() {
        return new HeldOutCurve(
                "held-out",
                List.of(new HeldOutPoint(
                        3,
                        3,
                        0.5,
                        new TreeMap<>(Map.of("understanding/count", 0.5)),
                        1,
                        0,
                        Instant.now(),
                        Duration.ofSeconds(1))));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> boards = Files.list(INFRA.resolve("grafana/dashboards"))) {
            return Stream.concat(boards, Stream.of(INFRA.resolve("prometheus/alerts.yml")))
                    .toList();
        }
    }

    private static String expressions(Path file) throws IOException {
        String text = Files.readString(file);
        if (file.toString().endsWith(".yml")) {
            return text.lines().filter(line -> line.contains("expr:")).collect(Collectors.joining("\n"));
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode expression : new ObjectMapper().readTree(text).findValues("expr")) {
            all.append(expression.asText()).append('\n');
        }
        return all.toString();
    }

    private static Optional<Path> promtool() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(path -> Path.of(path, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String run(Path program, @Nullable Path input, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
