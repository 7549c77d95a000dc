package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.LearnerFencedException;
import dev.millrace.learner.fixture.Cluster;
import dev.millrace.learner.fixture.LearnerProcess;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 8 against a real broker: a learner that is killed with SIGKILL, wherever it stands, and started again ends with
 * the same weights, bit by bit, as one that ran through on the same recorded answers and images; and nothing is trained
 * twice.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStack.class)
class ExactResumeTest {

    private static final int STEPS = 8;
    private static final List<RecordedGroup> GROUPS = Recording.mixed(STEPS * Learners.BATCH_GROUPS, 11);

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(KafkaConnection connection) {
        cluster = new Cluster(connection);
        RunNames names = recorded("through.");
        Learners.role(cluster.connection(), names, settings("through"), LearnerListener.NONE)
                .run();
        uninterrupted = digests(names);
    }

    @Test
    void shouldChangeTheWeightsInEachStep() {
        assertThat(uninterrupted).hasSize(STEPS).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BATCH_READ 1", "TRAINED 5", "COMMITTED 6", "SAVED 6"})
    void shouldEndAlikeAfterSigkill(String place) throws Exception {
        // Given a learner that was killed at a known place
        String id = place.replace(' ', '-').toLowerCase(Locale.ROOT);
        RunNames names = recorded(id + ".");
        try (LearnerProcess first = LearnerProcess.start(cluster.connection(), names, checkpoints(id), STEPS, place)) {
            first.await(place);
            first.kill();
        }

        // When it is started again
        Learners.role(cluster.connection(), names, settings(id), LearnerListener.NONE)
                .run();

        // Then every version is the one of the learner that ran through, and each was published once
        assertThat(digests(names)).isEqualTo(uninterrupted);
        assertThatNothingIsTrainedTwice(names);
    }

    @Test
    void shouldEndAlikeAfterSigkillsAtRandomMoments() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RunNames names = recorded("random.");
        boolean ended = false;

        for (int kills = 0; kills < 2 && !ended; kills++) {
            try (LearnerProcess learner =
                    LearnerProcess.start(cluster.connection(), names, checkpoints("random"), STEPS)) {
                ended = learner.endsWithin(Duration.ofMillis(2500 + random.nextInt(2500)));
            }
        }
        Learners.role(cluster.connection(), names, settings("random"), LearnerListener.NONE)
                .run();

        assertThat(digests(names)).as("seed %d", seed).isEqualTo(uninterrupted);
        assertThatNothingIsTrainedTwice(names);
    }

    @Test
    void shouldEndAlikeBesideOtherRunsOnTheSameTopics() throws Exception {
        // Given three runs whose groups lie among each other: one was killed, one was stopped, and one has run through
        RunNames killed = cluster.provision("beside.");
        RunNames stopped = new RunNames(killed.topics(), new RunId("recorded.b"));
        RunNames through = new RunNames(killed.topics(), new RunId("record"));
        List<RecordedGroup> all = new ArrayList<>();
        for (int i = 0; i < GROUPS.size(); i++) {
            all.add(GROUPS.get(GROUPS.size() - 1 - i).of(through.run()));
            all.add(GROUPS.get(i));
            all.add(GROUPS.get(i).of(stopped.run()));
        }
        cluster.publish(killed.topics(), all);
        try (LearnerProcess first = LearnerProcess.start(
                cluster.connection(), killed, checkpoints("beside-killed"), STEPS, "COMMITTED 4")) {
            first.await("COMMITTED 4");
            first.kill();
        }
        trainUntil(stopped, "beside-stopped", 2);
        Learners.role(cluster.connection(), through, settings("beside-through"), LearnerListener.NONE)
                .run();

        // When the two that were ended go on
        for (RunNames names : List.of(stopped, killed)) {
            String id = names.equals(killed) ? "beside-killed" : "beside-stopped";
            Learners.role(cluster.connection(), names, settings(id), LearnerListener.NONE)
                    .run();
        }

        // Then each has trained its own groups, with the weights of a run that is alone, and kept its newest versions
        assertThat(digests(killed)).isEqualTo(uninterrupted);
        assertThat(digests(stopped)).isEqualTo(uninterrupted);
        assertThat(digests(through)).hasSize(STEPS).doesNotContainAnyElementsOf(uninterrupted);
        for (RunNames names : List.of(killed, stopped, through)) {
            assertThatNothingIsTrainedTwice(names);
            assertThat(keptVersions(names)).containsExactly(STEPS - 1, STEPS);
        }
    }

    @Test
    void shouldRepeatEverythingFromTheBasePolicyWhenAllCheckpointsAreLost() throws Exception {
        RunNames names = recorded("lost.");
        trainUntil(names, "lost", 5);
        delete(checkpoints("lost"));

        Learners.role(cluster.connection(), names, settings("lost"), LearnerListener.NONE)
                .run();

        assertThat(digests(names)).isEqualTo(uninterrupted);
    }

    @Test
    void shouldRefuseToGoOnWithOtherSettings() throws Exception {
        RunNames names = recorded("settings.");
        trainUntil(names, "settings", 5);
        try (Stream<Path> saved = Files.list(checkpoints("settings"))) {
            delete(saved.max(Comparator.naturalOrder()).orElseThrow());
        }
        LearnerConfig same = settings("settings");
        LearnerConfig other = new LearnerConfig(
                same.batchGroups(),
                same.totalSteps(),
                same.maxStaleness(),
                same.microBatchGroups(),
                same.maxRefusals(),
                same.objective(),
                new OptimizerConfig(2e-2, 0.9, 0.95, 1e-8, 0.01, 1),
                same.schedule(),
                same.checkpoint(),
                same.weights());

        assertThatThrownBy(() -> Learners.role(cluster.connection(), names, other, LearnerListener.NONE)
                        .run())
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("repeating steps 4 to 5 gives weights with SHA-256")
                .hasMessageContaining("settings of the learner have changed");
    }

    @Test
    void shouldNotPublishWeightsThatWorkersDoNotTake() {
        RunNames names = cluster.provision("large.");
        LearnerConfig config = Learners.withWeights(settings("large"), new WeightsConfig(4096, 2, 10_000));

        assertThatThrownBy(() -> Learners.role(cluster.connection(), names, config, LearnerListener.NONE)
                        .run())
                .isInstanceOf(WeightsTooLargeException.class)
                .hasMessageMatching(
                        "the weights of run recorded have \\d+ bytes, but learner.weights.max_bytes is 10000;.*");
        assertThat(cluster.count(names.topics().weights())).isZero();
    }

    @Test
    void shouldRefuseCheckpointsOfTopicsThatWereForgotten() {
        RunNames names = recorded("forgotten.");

        assertThatThrownBy(() -> Learners.role(cluster.connection(), names, settings("through"), LearnerListener.NONE)
                        .run())
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("committed no more than step 0")
                .hasMessageContaining("learner.checkpoint.folder");
    }

    @Test
    void shouldStopTheFirstLearnerWhenASecondIsStarted() throws Exception {
        RunNames names = recorded("fenced.");
        CountDownLatch trained = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            // Given a learner that is about to publish its second step
            Future<?> first = executor.submit(
                    () -> Learners.role(cluster.connection(), names, settings("fenced-1"), new LearnerListener() {
                                @Override
                                public void reached(Milestone milestone, int version) {
                                    if (milestone == Milestone.TRAINED && version == 2) {
                                        trained.countDown();
                                        await(goOn);
                                    }
                                }
                            })
                            .run());
            await(trained);

            // When another is started, which ends its run
            Learners.role(cluster.connection(), names, settings("fenced-2"), LearnerListener.NONE)
                    .run();
            goOn.countDown();

            // Then the first stops and says why, and has published nothing more
            assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LearnerFencedException.class)
                    .hasMessageContaining("another learner has taken over 'fenced.recorded.learner'");
            assertThat(digests(names)).isEqualTo(uninterrupted);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void shouldKeepTheNewestVersionsOnlyInTheLog() {
        RunNames names = new RunNames(new Topics("through."), Recording.RUN);

        assertThat(keptVersions(names)).containsExactly(STEPS - 1, STEPS);
    }

    private static RunNames recorded(String prefix) {
        RunNames names = cluster.provision(prefix);
        cluster.publish(names.topics(), GROUPS);
        return names;
    }

    private static LearnerConfig settings(String id) {
        return Learners.config(checkpoints(id), STEPS);
    }

    private static void trainUntil(RunNames names, String id, int lastVersion) {
        List<LearnerRole> running = new ArrayList<>();
        LearnerRole learner = Learners.role(cluster.connection(), names, settings(id), new LearnerListener() {
            @Override
            public void reached(Milestone milestone, int version) {
                if (milestone == Milestone.COMMITTED && version == lastVersion) {
                    running.forEach(LearnerRole::stop);
                }
            }
        });
        running.add(learner);
        learner.run();
        assertThat(digests(names)).hasSize(lastVersion);
    }

    /** Versions that a reader of the run's weights finds whole and untrimmed, the oldest first. */
    private static List<Integer> keptVersions(RunNames names) {
        return cluster.keptManifests(names).stream()
                .peek(manifest -> assertThat(manifest.getSettledGroups())
                        .isEqualTo((long) manifest.getVersion() * Learners.BATCH_GROUPS))
                .map(WeightManifest::getVersion)
                .toList();
    }

    private static Path checkpoints(String id) {
        return folder.resolve("checkpoints").resolve(id);
    }

    private static List<String> digests(RunNames names) {
        return steps(names).stream().map(TrainingStep::getWeightsSha256).toList();
    }

    private static List<TrainingStep> steps(RunNames names) {
        return cluster.read(names.topics().trainingSteps(), TrainingStep.class).stream()
                .filter(step -> step.getRunId().equals(names.run().value()))
                .toList();
    }

    private static void assertThatNothingIsTrainedTwice(RunNames names) {
        List<String> trained = steps(names).stream()
                .flatMap(step -> step.getGroups().stream())
                .map(TrainedGroup::getGroupId)
                .toList();
        assertThat(trained)
                .hasSize(GROUPS.size())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith(names.run() + "/"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
