package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.LearnerFencedException;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedLearning;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.testing.Altered;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 8 where bits are not repeated: a learner that was ended between two checkpoints goes back to the newest one and
 * says so on the log. A learner that is ended without a word is one that a listener throws out of its work: of its process
 * nothing more happens than of one that was killed. On this machine bits are repeated, so that the weights of the lineages
 * can be compared.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStack.class)
class RewindTest {

    @TempDir
    private static Path folder;

    private static RecordedLearning learning;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(KafkaConnection connection) {
        learning = new RecordedLearning(connection, folder, "rewound.");
        uninterrupted = learning.digests(learning.through());
    }

    @Test
    void shouldGoBackToTheNewestCheckpointInANewLineage() {
        // Given a learner that was ended after step 5, and saves every third
        RunNames names = learning.recorded("once");
        killAt(names, "once", LearnerListener.Milestone.COMMITTED, 5);

        // When it is started again
        learning.train(names, rewinding("once"));

        // Then steps 4 and 5 were made again, from the weights of step 3, which workers got as version 6
        assertThat(words(names))
                .containsExactly(
                        "0: step 1 v1 of 0",
                        "0: step 2 v2 of 1",
                        "0: step 3 v3 of 2",
                        "0: step 4 v4 of 3",
                        "0: step 5 v5 of 4",
                        "1: back from 5 to 3 v6 of 3",
                        "1: step 4 v7 of 6",
                        "1: step 5 v8 of 7",
                        "1: step 6 v9 of 8",
                        "1: step 7 v10 of 9",
                        "1: step 8 v11 of 10");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
        assertThat(lineGroups(names)).hasSize(RecordedLearning.GROUPS.size()).doesNotHaveDuplicates();
        TrainingStep beginning = learning.steps(names).get(5);
        assertThat(beginning.getWeightsSha256()).isEqualTo(uninterrupted.get(2));
        assertThat(beginning.getNextOffset())
                .isEqualTo(learning.steps(names).get(2).getNextOffset());
        assertThat(beginning.getSettledGroups()).isEqualTo(6);
        List<WeightManifest> kept = learning.cluster().keptManifests(names);
        assertThat(kept).extracting(WeightManifest::getVersion).containsExactly(10, 11);
        assertThat(kept).extracting(WeightManifest::getStep).containsExactly(7, 8);
        assertThat(kept.get(1).getRewinds()).containsExactly(new Rewind(1, 6, 3, 3));
    }

    @Test
    @Tag("slow")
    void shouldTakeAbandonedWeightsOffTheLogWithTheRewind() {
        // Given more versions kept than a rewind leaves
        RunNames names = learning.recorded("trimmed");
        killAt(names, "trimmed", LearnerListener.Milestone.COMMITTED, 5);

        killAt(names, "trimmed", LearnerListener.Milestone.COMMITTED, 6);

        assertThat(learning.cluster().keptManifests(names))
                .extracting(WeightManifest::getVersion)
                .containsExactly(6);
    }

    @Test
    @Tag("slow")
    void shouldGoBackTwiceInARow() {
        // Given a learner that was ended after step 5, went back to 3, and was ended again before it saved
        RunNames names = learning.recorded("twice");
        killAt(names, "twice", LearnerListener.Milestone.COMMITTED, 5);
        killAt(names, "twice", LearnerListener.Milestone.COMMITTED, 8);

        learning.train(names, rewinding("twice"));

        assertThat(words(names))
                .contains("1: back from 5 to 3 v6 of 3", "1: step 5 v8 of 7", "2: back from 5 to 3 v9 of 6")
                .endsWith("2: step 8 v14 of 13");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
        assertThat(lineGroups(names)).hasSize(RecordedLearning.GROUPS.size()).doesNotHaveDuplicates();
    }

    @Test
    @Tag("slow")
    void shouldGoBackFromALaterLineageToItsOwnCheckpoint() {
        RunNames names = learning.recorded("later");
        killAt(names, "later", LearnerListener.Milestone.COMMITTED, 5);
        killAt(names, "later", LearnerListener.Milestone.COMMITTED, 10); // step 7 of lineage 1, which has saved step 6

        learning.train(names, rewinding("later"));

        assertThat(words(names)).contains("2: back from 7 to 6 v11 of 9").endsWith("2: step 8 v13 of 12");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
    }

    @Test
    void shouldBeginNoLineageIfItWasKilledBeforeItsTransaction() {
        // Given a learner that is killed when all of the rewind is sent, and the transaction is open
        RunNames names = learning.recorded("before");
        killAt(names, "before", LearnerListener.Milestone.COMMITTED, 5);
        killAt(names, "before", LearnerListener.Milestone.SENT, 6);

        learning.train(names, rewinding("before"));

        assertThat(words(names))
                .filteredOn(each -> each.contains("back"))
                .containsExactly("1: back from 5 to 3 v6 of 3");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
    }

    @Test
    @Tag("slow")
    void shouldGoOnInItsLineageIfItWasKilledRightAfterItsTransaction() {
        RunNames names = learning.recorded("after");
        killAt(names, "after", LearnerListener.Milestone.COMMITTED, 5);
        killAt(names, "after", LearnerListener.Milestone.COMMITTED, 6);

        learning.train(names, rewinding("after"));

        assertThat(words(names))
                .filteredOn(each -> each.contains("back"))
                .containsExactly("1: back from 5 to 3 v6 of 3");
        assertThat(words(names)).endsWith("1: step 8 v11 of 10");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
    }

    @Test
    @Tag("slow")
    void shouldBeginNoLineageWhereNothingIsLost() {
        // Given a learner that was stopped, and has saved its last step
        RunNames names = learning.recorded("stopped");
        learning.trainUntil(names, "stopped", 5);

        learning.train(names, rewinding("stopped"));

        assertThat(words(names)).hasSize(8).noneMatch(each -> each.contains("back"));
        assertThat(learning.digests(names)).isEqualTo(uninterrupted);
    }

    @Test
    @Tag("slow")
    void shouldGoBackToTheBasePolicyBeforeTheFirstCheckpoint() {
        RunNames names = learning.recorded("base");
        killAt(names, "base", LearnerListener.Milestone.COMMITTED, 2);

        learning.train(names, rewinding("base"));

        assertThat(words(names)).contains("1: back from 2 to 0 v3 of 0").endsWith("1: step 8 v11 of 10");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
    }

    @Test
    void shouldNotGoBackFurtherThanToItsOldestCheckpoint() {
        // Given a learner that has kept checkpoints, and lost them all
        RunNames names = learning.recorded("gone");
        killAt(names, "gone", LearnerListener.Milestone.COMMITTED, 5);
        delete(learning.checkpoints("gone"));

        assertThatThrownBy(() -> learning.train(names, rewinding("gone")))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("kept checkpoints from step 3 on, but none of them is there")
                .hasMessageContaining("learner.checkpoint.folder");
        assertThat(words(names)).hasSize(5);
    }

    @Test
    @Tag("slow")
    void shouldResumeExactlyWhatWasRewoundBefore() {
        // Given a run with two lineages, ended between checkpoints of the second
        RunNames names = learning.recorded("exact");
        killAt(names, "exact", LearnerListener.Milestone.COMMITTED, 5);
        killAt(names, "exact", LearnerListener.Milestone.COMMITTED, 8);

        // When it is resumed exactly, from a checkpoint that the first lineage wrote
        learning.train(names, learning.settings("exact"));

        assertThat(words(names)).contains("1: step 5 v8 of 7").endsWith("1: step 8 v11 of 10");
        assertThat(lineDigests(names)).isEqualTo(uninterrupted);
        assertThat(lineGroups(names)).hasSize(RecordedLearning.GROUPS.size()).doesNotHaveDuplicates();
    }

    @Test
    void shouldFenceTheLearnerOfTheLineageBefore() throws Exception {
        RunNames names = learning.recorded("fenced");
        CountDownLatch trained = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            // Given a learner that stands still with a fifth step that it has not published
            Future<?> first = executor.submit(() -> Learners.role(
                            learning.cluster().connection(), names, rewinding("fenced"), new LearnerListener() {
                                @Override
                                public void reached(Milestone milestone, int version) {
                                    if (milestone == Milestone.TRAINED && version == 5) {
                                        trained.countDown();
                                        await(goOn);
                                    }
                                }
                            })
                    .run());
            await(trained);

            // When another one goes back to its checkpoint, ends the run, and the first goes on
            learning.train(names, rewinding("fenced"));
            goOn.countDown();

            // Then nothing of the first is in the new lineage
            assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(LearnerFencedException.class);
            assertThat(words(names)).contains("1: back from 4 to 3 v5 of 3").endsWith("1: step 8 v10 of 9");
            assertThat(lineDigests(names)).isEqualTo(uninterrupted);
        } finally {
            executor.shutdownNow();
        }
    }

    private static LearnerConfig rewinding(String id) {
        return Altered.of(learning.settings(id)).with("resume", Resume.REWIND).get();
    }

    private static void killAt(RunNames names, String id, LearnerListener.Milestone where, int version) {
        learning.killAt(names, rewinding(id), where, version);
    }

    /** What the log says, record by record. */
    private static List<String> words(RunNames names) {
        return learning.steps(names).stream()
                .map(each -> each.getLineage() + ": "
                        + (RecordedVersions.isRewind(each) ? "back from " + each.getRewoundFrom() + " to " : "step ")
                        + each.getStep() + " v" + RecordedVersions.of(each) + " of " + RecordedVersions.parent(each))
                .toList();
    }

    /** The steps that are left: those of no abandoned version. */
    private static List<TrainingStep> line(RunNames names) {
        List<TrainingStep> all = learning.steps(names);
        Lineages lineages = Lineages.of(all.stream()
                .filter(RecordedVersions::isRewind)
                .map(RecordedVersions::rewind)
                .toList());
        List<TrainingStep> line = all.stream()
                .filter(each -> !RecordedVersions.isRewind(each) && !lineages.isAbandoned(RecordedVersions.of(each)))
                .toList();
        assertThat(line)
                .extracting(TrainingStep::getStep)
                .isEqualTo(
                        IntStream.rangeClosed(1, RecordedLearning.STEPS).boxed().toList());
        return line;
    }

    private static List<String> lineDigests(RunNames names) {
        return line(names).stream().map(TrainingStep::getWeightsSha256).toList();
    }

    private static List<String> lineGroups(RunNames names) {
        return line(names).stream()
                .flatMap(step -> step.getGroups().stream())
                .map(TrainedGroup::getGroupId)
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
