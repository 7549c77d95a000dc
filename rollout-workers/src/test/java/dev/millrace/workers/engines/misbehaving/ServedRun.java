package dev.millrace.workers.engines.misbehaving;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.AdapterTerms;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.servers.ServerReport;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightAssembler;
import dev.millrace.schemas.weights.WeightChunks;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.WorkerConfig;
import dev.millrace.workers.engines.http.BytesFamily;
import dev.millrace.workers.engines.http.HttpEngineFactory;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import dev.millrace.workers.engines.server.ServerWeightsConfig.Way;
import dev.millrace.workers.engines.weights.ToyVersions;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.stack.RunOnStack;
import dev.millrace.workers.stack.RunningWorker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A run whose worker samples at servers, with adapters; and what there is to see of it. */
final class ServedRun implements AutoCloseable {

    static final int GROUP = 3;
    static final int TOKENS = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BATCH = 64;
    private static final long SEED = 7;

    private final RunOnStack run;
    private final KafkaConnection connection;
    private final HttpEngineConfig config;
    private final Path checkpoint;
    private final Set<String> counted = new TreeSet<>();
    private RunningWorker running;
    private int fed;

    /** @param limit longest time of a request */
    ServedRun(KafkaConnection connection, String prefix, Path folder, Duration limit, StandInServer... servers) {
        this.connection = connection;
        this.run = new RunOnStack(connection, prefix, "r");
        this.checkpoint = folder;
        this.config = config(folder, limit, servers);
        publish(1);
        this.running = new RunningWorker(worker());
        Awaitility.await().atMost(PATIENCE).until(() -> applied() == 1);
    }

    /** How the servers of a folder of versions are asked: one group at a time, so that what comes of it is no matter of time. */
    static HttpEngineConfig config(Path folder, Duration limit, StandInServer... servers) {
        HttpEngineConfig base = HttpEngineConfig.defaults();
        return new HttpEngineConfig(
                Dialect.VLLM,
                Arrays.stream(servers).map(server -> server.uri().toString()).toList(),
                "tiny",
                "",
                base.headers(),
                TlsConfig.defaults(),
                base.endpoint(),
                base.request(),
                GROUP,
                0,
                limit,
                8,
                Duration.ofMillis(600),
                1e-3,
                1 << 20,
                new ServerWeightsConfig(
                        Way.ADAPTER, "r", folder.resolve("weights").toString(), ""));
    }

    private RolloutWorker worker() {
        WorkerConfig base = WorkerConfig.defaults();
        WorkerConfig sampling = new WorkerConfig(
                base.engine(),
                GROUP,
                1,
                Duration.ofMillis(20),
                1.0,
                1.0,
                0,
                0,
                List.of(),
                List.of(),
                TOKENS,
                0,
                1,
                PATIENCE,
                Duration.ofMillis(20),
                PATIENCE,
                base.imageCacheBytes(),
                base.dependency().decided(false),
                base.drawing(),
                base.reportEvery());
        EngineContext context = BytesFamily.context(checkpoint);
        return new RolloutWorker(
                connection,
                new RunNames(run.topics(), run.run()).worker("w1"),
                sampling,
                SEED,
                BATCH,
                WeightAcceptance.upTo(WeightAssembler.DEFAULT_MAX_BYTES),
                () -> new HttpEngineFactory().open(config, context),
                Clock.systemUTC());
    }

    /** The adapter of a version. */
    static PolicyUpdate adapter(int version) {
        return ToyVersions.adapter(BytesFamily.NAME, version, version, 0.5f);
    }

    /** Publishes a version as the learner does. */
    void publish(int version) {
        PolicyUpdate update = adapter(version);
        AdapterForm form = update.adapter().orElseThrow();
        WeightChunks chunks = new WeightChunks(
                run.run(), version, update.tensors()::open, update.tensors().bytes(), 8_000);
        List<WeightRecord> records = new ArrayList<>();
        records.add(new WeightAnnouncement(
                        run.run(),
                        version,
                        update.family(),
                        WeightKind.ADAPTER,
                        update.base(),
                        Optional.of(AdapterTerms.newBuilder()
                                .setRank(form.rank())
                                .setAlpha(form.alpha())
                                .setTargets(form.targets())
                                .build()),
                        update.architecture(),
                        update.tensors().bytes(),
                        update.tensors().sha256(),
                        update.tensors().digest().tensors().entrySet().stream()
                                .map(tensor -> new TensorDigest(tensor.getKey(), tensor.getValue()))
                                .toList(),
                        fed,
                        Instant.now(),
                        Lineages.NONE)
                .inChunks(chunks));
        chunks.forEach(records::add);
        run.publishWeights(records);
    }

    void feed(int prompts) {
        run.feed(IntStream.range(fed, fed + prompts).mapToObj(ServedRun::entry).toList());
        fed += prompts;
    }

    private static FeedEntry entry(int number) {
        return RunOnStack.entry("p" + number, text(number), RunOnStack.image(number % 3));
    }

    /** What is asked, by the number of the prompt. */
    static String text(int number) {
        return "<image>Is it " + number + "?";
    }

    int fed() {
        return fed;
    }

    List<Trajectory> published() {
        return run.read(run.topics().trajectories(), Trajectory.class, all -> true);
    }

    List<Drop> dropped() {
        return run.read(run.topics().drops(), Drop.class, all -> true);
    }

    /** Groups of which all trajectories are there. */
    int groups() {
        return published().stream()
                .collect(Collectors.groupingBy(Trajectory::getGroupId, Collectors.counting()))
                .values()
                .stream()
                .mapToInt(size -> size == GROUP ? 1 : 0)
                .sum();
    }

    /** Whether every prompt has come to an end, as the worker counts. */
    private boolean isAccounted() {
        return groups() + dropped().size() == fed;
    }

    void awaitAccounted() {
        Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> {
            observe();
            return isAccounted();
        });
    }

    /** Waits until the worker is through all the same, begins anew, or has ended. */
    void awaitItsEffect(StandInServer server) {
        long looks = server.calls("GET /v1/models");
        Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> {
            observe();
            return running.hasEnded() || server.calls("GET /v1/models") > looks + 1 || isAccounted();
        });
    }

    /** Waits until a figure of a server is above 0. */
    void await(String figure) {
        Awaitility.await(figure).atMost(PATIENCE).until(() -> {
            observe();
            return largest(figure) > 0;
        });
    }

    /** Waits until a figure is 0 at all servers again. */
    void awaitNone(String figure) {
        Awaitility.await(figure).atMost(PATIENCE).until(() -> largest(figure) == 0);
    }

    private double largest(String figure) {
        return running.worker().metrics().values().entrySet().stream()
                .filter(one -> one.getKey().endsWith("/" + figure))
                .mapToDouble(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** The versions of what was published. */
    Set<Integer> versions() {
        return published().stream().map(Truth::version).collect(Collectors.toSet());
    }

    /** Waits until the log tells the page of a figure of a server. */
    void awaitTold(String figure) {
        Awaitility.await(figure + " on the topic of metrics")
                .atMost(PATIENCE)
                .until(() -> run.read(run.topics().metrics(), MetricWindow.class, all -> true).stream()
                        .filter(ServerReport::is)
                        .flatMap(window -> ServerReport.read(window).stream())
                        .flatMap(report -> report.figures().entrySet().stream())
                        .anyMatch(one -> one.getKey().endsWith("/" + figure) && one.getValue() > 0));
    }

    /** Which servers have said what is of a version. */
    Set<String> addresses(int version) {
        return published().stream()
                .filter(trajectory -> Truth.version(trajectory) == version)
                .map(trajectory -> trajectory.getSampling().getAddress())
                .collect(Collectors.toSet());
    }

    long applied() {
        return running.worker().metrics().appliedVersion();
    }

    void awaitApplied(long version) {
        Awaitility.await().atMost(PATIENCE).until(() -> applied() == version);
    }

    /** Remembers what is counted, for a worker that begins anew counts from 0. */
    void observe() {
        running.worker().metrics().values().forEach((name, value) -> {
            if (name.startsWith("servers/") && value > 0) {
                counted.add(name.replaceFirst("servers/[^/]+/", ""));
            }
        });
    }

    Set<String> counted() {
        observe();
        return new HashSet<>(counted);
    }

    /** Starts the worker again if it has ended, as a supervisor does; the message that it ended with. */
    Optional<String> goOn() {
        Optional<String> why = running.failure();
        if (running.hasEnded()) {
            running = new RunningWorker(worker());
        }
        return why;
    }

    @Override
    public void close() throws Exception {
        running.close();
    }
}
