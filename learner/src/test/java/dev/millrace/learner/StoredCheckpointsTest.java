package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedLearning;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.testing.Altered;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Promise 8 on a machine that has none of the run's checkpoints but a store of them: the same weights, bit by bit. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStack.class)
class StoredCheckpointsTest {

    @TempDir
    private static Path folder;

    private static RecordedLearning learning;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(KafkaConnection connection) {
        KafkaConnection withStore = new KafkaConnection(
                connection.bootstrapServers(),
                connection.registryUrl(),
                connection.properties(),
                Optional.of(new StoreSettings("folder", new FolderStoreConfig(folder.resolve("objects")))));
        learning = new RecordedLearning(withStore, folder, "stored.");
        uninterrupted = learning.digests(learning.through());
    }

    private static LearnerConfig settings(String id, Resume resume) {
        LearnerConfig settings = learning.settings(id);
        CheckpointConfig here = settings.checkpoint();
        return Altered.of(settings)
                .with(
                        "checkpoint",
                        new CheckpointConfig(here.folder(), here.every(), here.keep(), here.keepBest(), true))
                .with("resume", resume)
                .get();
    }

    /** Versions that are trained until the last step, repeated ones among them. */
    private static List<Integer> train(RunNames names, LearnerConfig config) {
        List<Integer> trained = new ArrayList<>();
        Learners.role(learning.cluster().connection(), names, config, new LearnerListener() {
                    @Override
                    public void reached(Milestone milestone, int version) {
                        if (milestone == Milestone.TRAINED) {
                            trained.add(version);
                        }
                    }
                })
                .run();
        return trained;
    }

    @Test
    void shouldGoOnWithoutTheFolderToTheSameBits() throws IOException {
        RunNames names = learning.recorded("moved");
        learning.trainUntil(names, settings("moved", Resume.EXACT), 5);
        FolderFiles.delete(learning.checkpoints("moved"));

        List<Integer> trained = train(names, settings("elsewhere", Resume.EXACT));

        assertThat(trained).containsExactly(6, 7, 8);
        assertThat(learning.digests(names)).isEqualTo(uninterrupted);
        learning.assertThatNothingIsTrainedTwice(names);
    }

    @Test
    void shouldRewindToTheStoreWhereTheFolderIsLost() throws IOException {
        // Given a learner that was killed in step 5, two steps after its newest checkpoint, and its folder is lost
        RunNames names = learning.recorded("rewound");
        learning.killAt(names, settings("rewound", Resume.REWIND), LearnerListener.Milestone.COMMITTED, 5);
        FolderFiles.delete(learning.checkpoints("rewound"));
        LearnerConfig withoutStore = Altered.of(learning.settings("rewound"))
                .with("resume", Resume.REWIND)
                .get();
        assertThatThrownBy(() -> learning.train(names, withoutStore))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("none of them is there");

        // When it goes on with the store
        train(names, settings("rewound", Resume.REWIND));

        // Then it has gone back to step 3, and trained on to the same weights, as this device repeats bits
        assertThat(learning.steps(names))
                .filteredOn(step -> step.getLineage() == 1)
                .as("the beginning of a lineage, and steps 4 to 8")
                .hasSize(6);
        List<String> digests = learning.digests(names);
        assertThat(digests.subList(digests.size() - 5, digests.size())).isEqualTo(uninterrupted.subList(3, 8));
    }

    @Test
    void shouldTrainOnWhileTheStoreIsAwayAndCopyOnceItIsThere() throws IOException {
        // Given a store that cannot be written until step 5 is committed
        RunNames names = learning.recorded("away");
        Path objects = folder.resolve("away-objects");
        Files.writeString(objects, "in the way of a folder");
        KafkaConnection with = learning.cluster().connection();
        KafkaConnection away = new KafkaConnection(
                with.bootstrapServers(),
                with.registryUrl(),
                with.properties(),
                Optional.of(new StoreSettings("folder", new FolderStoreConfig(objects))));

        // When it trains
        Learners.role(away, names, settings("away", Resume.EXACT), new LearnerListener() {
                    @Override
                    public void reached(Milestone milestone, int version) {
                        if (milestone == Milestone.COMMITTED && version == 5) {
                            delete(objects);
                        }
                    }
                })
                .run();

        // Then no step is missing, the steps tell of it, and the last checkpoint is there
        assertThat(learning.digests(names)).isEqualTo(uninterrupted);
        assertThat(learning.steps(names).get(4).getMetrics()).containsEntry("checkpoint/uncopied_steps", 5.0);
        assertThat(objects.resolve("checkpoints")).isDirectory();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
