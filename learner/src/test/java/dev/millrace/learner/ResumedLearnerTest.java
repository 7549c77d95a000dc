package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.LearnerFencedException;
import dev.millrace.learner.fixture.LearnerProcess;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.RecordedLearning;
import dev.millrace.learner.step.MismatchConfig;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.testing.Altered;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

/**
 * Promise 8 beside what else may happen to a learner: other runs on its topics, lost checkpoints, other settings, topics that
 * were forgotten, a second learner.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStack.class)
class ResumedLearnerTest {

    @TempDir
    private static Path folder;

    private static RecordedLearning learning;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(KafkaConnection connection) {
        learning = new RecordedLearning(connection, folder, "resumed.");
        uninterrupted = learning.digests(learning.through());
    }

    @Test
    void shouldEndAlikeBesideOtherRunsOnTheSameTopics() throws Exception {
        // Given three runs whose groups lie among each other: one was killed, one was stopped, and one has run through
        RunNames killed = learning.empty("beside");
        RunNames stopped = new RunNames(killed.topics(), new RunId("recorded.b"));
        RunNames other = new RunNames(killed.topics(), new RunId("record"));
        List<RecordedGroup> all = new ArrayList<>();
        for (int i = 0; i < RecordedLearning.GROUPS.size(); i++) {
            all.add(RecordedLearning.GROUPS
                    .get(RecordedLearning.GROUPS.size() - 1 - i)
                    .of(other.run()));
            all.add(RecordedLearning.GROUPS.get(i));
            all.add(RecordedLearning.GROUPS.get(i).of(stopped.run()));
        }
        learning.cluster().publish(killed.topics(), all);
        try (LearnerProcess first = LearnerProcess.start(
                learning.cluster().connection(),
                killed,
                learning.checkpoints("beside-killed"),
                RecordedLearning.STEPS,
                "COMMITTED 4")) {
            first.await("COMMITTED 4");
            first.kill();
        }
        learning.trainUntil(stopped, "beside-stopped", 2);
        learning.train(other, learning.settings("beside-through"));

        // When the two that were ended go on
        assertThat(learning.stopNote(stopped)).as("a stop is noted").isPresent();
        assertThat(learning.stopNote(killed)).as("a kill is not").isEmpty();
        for (RunNames names : List.of(stopped, killed)) {
            String id = names.equals(killed) ? "beside-killed" : "beside-stopped";
            learning.train(names, learning.settings(id));
        }

        // Then each has trained its own groups, with the weights of a run that is alone, and kept its newest versions
        assertThat(learning.digests(killed)).isEqualTo(uninterrupted);
        assertThat(learning.digests(stopped)).isEqualTo(uninterrupted);
        assertThat(learning.digests(other)).hasSize(RecordedLearning.STEPS).doesNotContainAnyElementsOf(uninterrupted);
        for (RunNames names : List.of(killed, stopped, other)) {
            learning.assertThatNothingIsTrainedTwice(names);
            assertThat(learning.keptVersions(names))
                    .containsExactly(RecordedLearning.STEPS - 1, RecordedLearning.STEPS);
            assertThat(learning.stopNote(names)).isEmpty();
        }
    }

    @Test
    void shouldRepeatEverythingFromTheBasePolicyWhenAllCheckpointsAreLost() throws Exception {
        RunNames names = learning.recorded("lost");
        learning.trainUntil(names, "lost", 5);
        delete(learning.checkpoints("lost"));

        learning.train(names, learning.settings("lost"));

        assertThat(learning.digests(names)).isEqualTo(uninterrupted);
    }

    @Test
    void shouldRefuseToGoOnWithOtherSettings() throws Exception {
        RunNames names = learning.recorded("settings");
        learning.trainUntil(names, "settings", 5);
        try (Stream<Path> saved = Files.list(learning.checkpoints("settings"))) {
            delete(saved.max(Comparator.naturalOrder()).orElseThrow());
        }
        LearnerConfig other = Altered.of(learning.settings("settings"))
                .with("optimizer", new OptimizerConfig(2e-2, 0.9, 0.95, 1e-8, 0.01, 1))
                .get();

        assertThatThrownBy(() -> learning.train(names, other))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("repeating steps 4 to 5 gives weights with SHA-256")
                .hasMessageContaining("settings of the learner have changed");
    }

    @Test
    void shouldRepeatStepsOfSeveralOptimizerStepsToTheSameBits() throws Exception {
        // Given a run of two optimizer steps a batch; the same one stopped and without its newest checkpoint; and one
        // that was
        // killed between the two of step 5
        RunNames whole = learning.recorded("mini-through");
        learning.train(whole, inMiniBatches("mini-through"));
        RunNames names = learning.recorded("mini");
        learning.trainUntil(names, inMiniBatches("mini"), 5);
        try (Stream<Path> saved = Files.list(learning.checkpoints("mini"))) {
            delete(saved.max(Comparator.naturalOrder()).orElseThrow());
        }

        RunNames killed = learning.recorded("mini-killed");
        learning.killBeforeOptimizerStep(killed, inMiniBatches("mini-killed"), 10);
        assertThat(learning.digests(killed))
                .as("nothing of a step that is half made")
                .hasSize(4);

        // When both go on
        learning.train(names, inMiniBatches("mini"));
        learning.train(killed, inMiniBatches("mini-killed"));

        // Then
        for (RunNames resumed : List.of(names, killed)) {
            assertThat(learning.digests(resumed))
                    .isEqualTo(learning.digests(whole))
                    .isNotEqualTo(uninterrupted)
                    .hasSize(RecordedLearning.STEPS);
            assertThat(learning.steps(resumed)).allSatisfy(step -> assertThat(step.getMetrics())
                    .containsEntry("optimizer_steps", 2.0)
                    .containsKeys("mini_batch/1/grad_norm", "mini_batch/2/grad_norm"));
            learning.assertThatNothingIsTrainedTwice(resumed);
        }
    }

    private static LearnerConfig inMiniBatches(String id) {
        return Altered.of(learning.settings(id))
                .with("miniBatches", 2)
                .with("mismatch", new MismatchConfig(1, 0.01))
                .get();
    }

    @Test
    void shouldNotPublishWeightsThatWorkersDoNotTake() {
        // Given a whole run on the log, which a learner that publishes them all the same comes to the end of
        RunNames names = learning.recorded("large");
        LearnerConfig config = Altered.of(learning.settings("large"))
                .with("weights", WeightsConfig.unsigned(4096, 2, 10_000, 10_000))
                .get();

        assertThatThrownBy(() -> learning.train(names, config))
                .isInstanceOf(WeightsTooLargeException.class)
                .hasMessageMatching(
                        "the weights of run recorded have \\d+ bytes, but learner.weights.max_bytes is 10000;.*");
        assertThat(learning.cluster().count(names.topics().weights())).isZero();
    }

    @Test
    void shouldRefuseCheckpointsOfTopicsThatWereForgotten() {
        RunNames names = learning.recorded("forgotten");

        assertThatThrownBy(() -> learning.train(names, learning.settings("through")))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("committed no more than step 0")
                .hasMessageContaining("learner.checkpoint.folder");
    }

    @Test
    void shouldStopTheFirstLearnerWhenASecondIsStarted() throws Exception {
        RunNames names = learning.recorded("fenced");
        CountDownLatch trained = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            // Given a learner that is about to publish its second step
            Future<?> first = executor.submit(() -> Learners.role(
                            learning.cluster().connection(),
                            names,
                            learning.settings("fenced-1"),
                            new LearnerListener() {
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
            learning.train(names, learning.settings("fenced-2"));
            goOn.countDown();

            // Then the first stops and says why, and has published nothing more
            assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LearnerFencedException.class)
                    .hasMessageContaining("another learner has taken over 'resumed.fenced.recorded.learner'");
            assertThat(learning.digests(names)).isEqualTo(uninterrupted);
        } finally {
            executor.shutdownNow();
        }
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
