package dev.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.Millrace;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.faults.SmallRun;
import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.log.ImagePublisher;
import dev.millrace.schemas.store.KeptObject;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.testing.SharedStack;
import dev.millrace.testing.buckets.BucketServer;
import dev.millrace.testing.buckets.FaultyWay;
import dev.millrace.testing.buckets.FaultyWay.Fault;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeedImage;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A whole loop whose weights, images and checkpoints lie in a bucket, at a server of S3's protocol that fails now and then; its learner
 * loses its folder and goes on elsewhere; the bucket is tidied up; nothing is lost.
 */
@Tag("slow")
@Timeout(600)
@ExtendWith(SharedStack.class)
class StoredRunTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String WEIGHTS = "weights/stored.weights/stored";
    private static final String IMAGES = "images/stored.images";
    private static final String CHECKPOINTS = "checkpoints/stored.training-steps/stored";
    private static final int PROMPTS = 8;

    @TempDir
    private Path folder;

    private final KafkaConnection connection;

    StoredRunTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldRunByABucketThatFailsNowAndThen() throws Exception {
        try (FaultyWay way = FaultyWay.to(BucketServer.get().port())) {
            // Given a run that keeps in a bucket all that it can
            List<String> overrides = overrides(way.port());
            MillraceConfig settings =
                    SmallRun.make(folder, "stored", 1, overrides).settings();
            new Provisioning(settings.kafka()).create();
            way.plan(Fault.ERROR, 2);
            way.plan(Fault.SLOW_DOWN, 1);
            way.plan(Fault.CUT_REQUEST, 1);

            // When it makes six steps, loses the learner's folder, and goes on to the tenth on a machine that has none
            List<Integer> before = run(settings, "checkpoints", 6);
            FolderFiles.delete(folder.resolve("checkpoints"));
            List<Integer> after = run(settings, "elsewhere", 10);

            // Then the learner went on from the bucket, step by step, and the audit finds every promise kept
            assertThat(way.met()).isEqualTo(4);
            assertThat(after.get(0)).isEqualTo(before.get(before.size() - 1) + 1);
            assertThat(after).doesNotHaveDuplicates().contains(10);
            AuditReport audit = RunAudit.of(settings, settings.kafka().connection(), false);
            assertThat(audit.checks()).filteredOn(check -> !check.holds()).isEmpty();
            assertThat(audit.accounting().imbalance()).isZero();
            assertThat(audit.accounting().trained()).isPositive();
            try (ObjectStore store = settings.kafka().connection().openStore().orElseThrow()) {
                assertThat(store.list(IMAGES)).as("large images").hasSize(PROMPTS);
                assertThat(store.list(WEIGHTS)).as("versions that are kept").hasSizeBetween(4, 5);
                assertThat(store.list(CHECKPOINTS + "/index")).as("checkpoints").hasSizeBetween(2, 3);
            }
            assertCollects(settings, overrides);
        }
    }

    /** What the log names stays in the bucket, and what it does not goes. */
    private static void assertCollects(MillraceConfig settings, List<String> overrides) throws IOException {
        try (ObjectStore store = settings.kafka().connection().openStore().orElseThrow()) {
            List<KeptObject> named = held(store);
            byte[] bytes = "nobody names this".getBytes(StandardCharsets.UTF_8);
            for (String area : List.of(IMAGES, WEIGHTS, CHECKPOINTS)) {
                ObjectKey key = new ObjectKey(area, Sha256.of(ByteBuffer.wrap(bytes)));
                store.put(key, bytes.length, () -> new ByteArrayInputStream(bytes));
            }

            String listed = store("list", overrides);
            String young = store("collect", overrides, "--yes");
            String collected = store("collect", overrides, "--yes", "--older-than", "0s");

            assertThat(listed)
                    .contains(IMAGES + ": " + (PROMPTS + 1) + " objects of ")
                    .contains(PROMPTS + " are named, 1 that are not are younger than 1d, and 0 of 0 bytes can go");
            assertThat(young).doesNotContain("deleted");
            assertThat(collected)
                    .contains("deleted 1 objects of " + IMAGES + ", 17 bytes")
                    .contains("deleted 1 objects of weights/stored.weights, 17 bytes")
                    .contains("deleted 1 objects of checkpoints/stored.training-steps, 17 bytes");
            assertThat(held(store)).containsExactlyInAnyOrderElementsOf(named);
        }
    }

    private static List<KeptObject> held(ObjectStore store) throws IOException {
        List<KeptObject> held = new ArrayList<>(store.list(IMAGES));
        held.addAll(store.list(WEIGHTS));
        held.addAll(store.list(CHECKPOINTS));
        return held;
    }

    /** Runs a command that has to end well; what it says. */
    private static String store(String command, List<String> overrides, String... options) {
        List<String> arguments = new ArrayList<>(List.of("store", command));
        arguments.addAll(List.of(options));
        overrides.forEach(override -> arguments.addAll(List.of("-s", override)));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Millrace.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        assertThat(line.execute(arguments.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return out.toString();
    }

    /** All that can lie in a bucket lies there. */
    private List<String> overrides(int port) {
        return List.of(
                "kafka.topic_prefix=stored.",
                "kafka.bootstrap=" + connection.bootstrapServers(),
                "kafka.registry=" + connection.registryUrl(),
                "kafka.store.type=s3",
                "kafka.store.config.bucket=" + BucketServer.BUCKET,
                "kafka.store.config.prefix=loop",
                "kafka.store.config.endpoint=http://127.0.0.1:" + port,
                "kafka.store.config.path_style=true",
                "kafka.store.config.access_key=" + BucketServer.ACCESS_KEY,
                "kafka.store.config.secret_key=" + BucketServer.SECRET_KEY,
                "learner.objective.entropy_coefficient=0.1", // so that each step changes the weights, whatever the
                // rewards
                "learner.weights.inline_bytes=0",
                "learner.weights.anchor_every=1",
                "learner.weights.keep=4",
                "learner.checkpoint.every=2",
                "learner.checkpoint.keep=2",
                "learner.checkpoint.store=true");
    }

    /** Runs one of each role until a step; says which versions the learner has trained. */
    private List<Integer> run(MillraceConfig all, String checkpoints, int steps) throws InterruptedException {
        MillraceConfig settings = all.within(folder.resolve(checkpoints), folder.resolve("streams"));
        List<Integer> trained = new CopyOnWriteArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        RunRoles make = new RunRoles(settings, CLOCK);
        LearnerRole learner = make.learner(Policies.find(settings.policy()), new LearnerListener() {
            @Override
            public void reached(Milestone milestone, int version) {
                if (milestone == Milestone.TRAINED) {
                    trained.add(version);
                } else if (milestone == Milestone.COMMITTED && version == steps) {
                    done.set(true);
                }
            }
        });
        PromptFeeder feeder = feeder(settings);
        StreamsRole streams = make.streams();
        RolloutWorker worker = make.worker("w");
        try (Roles roles = new Roles(Duration.ofSeconds(60))) {
            roles.start(new Role("learner", learner::run, learner::stop));
            roles.start(new Role("feeder", feeder::run, feeder::stop));
            roles.start(new Role("streams", streams::run, streams::stop));
            roles.start(new Role("worker", worker::run, worker::stop));
            for (String name : settings.scorersOf(OutputKind.TEXT)) {
                ScorerRole scorer = make.scorer(name);
                roles.start(new Role("scorer-" + name, scorer::run, scorer::stop));
            }
            Awaitility.await("step " + steps).atMost(PATIENCE).until(() -> {
                roles.check();
                return done.get();
            });
            roles.stop("learner"); // saves where it stands, and waits for the copy
        }
        return trained;
    }

    /** Prompts that come round after round, each with an image that is too large for the log. */
    private static PromptFeeder feeder(MillraceConfig settings) {
        List<FeedEntry> entries =
                FeedEntries.of(ScenePrompts.ONE_SIZE.training(settings.run().seed(), PROMPTS)).stream()
                        .map(entry -> new FeedEntry(
                                entry.id(),
                                entry.text(),
                                entry.images().stream()
                                        .map(StoredRunTest::large)
                                        .toList(),
                                entry.task(),
                                entry.reference(),
                                entry.rules(),
                                entry.category()))
                        .toList();
        return new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                entries,
                FeederConfig.looping(8, Duration.ofMillis(200)),
                settings.run().seed(),
                settings.learner().batchGroups(),
                CLOCK);
    }

    private static FeedImage large(FeedImage image) {
        byte[] encoded = LargePng.of(image.encoded(), ImagePublisher.MAX_IMAGE_BYTES + 1);
        return new FeedImage() {
            @Override
            public byte[] encoded() {
                return encoded.clone();
            }

            @Override
            public String mediaType() {
                return image.mediaType();
            }
        };
    }
}
