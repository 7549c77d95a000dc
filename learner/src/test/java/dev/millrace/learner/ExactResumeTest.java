package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.learner.fixture.LearnerProcess;
import dev.millrace.learner.fixture.RecordedLearning;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.testing.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    private static Path folder;

    private static RecordedLearning learning;
    private static RunNames through;
    private static List<String> uninterrupted;

    @BeforeAll
    static void trainWithoutInterruption(KafkaConnection connection) {
        learning = new RecordedLearning(connection, folder, "killed.");
        through = learning.through();
        uninterrupted = learning.digests(through);
    }

    @Test
    void shouldChangeTheWeightsInEachStep() {
        assertThat(uninterrupted).hasSize(RecordedLearning.STEPS).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BATCH_READ 1", "TRAINED 5", "COMMITTED 6", "SAVED 6"})
    void shouldEndAlikeAfterSigkill(String place) throws Exception {
        // Given a learner that was killed at a known place
        String id = place.replace(' ', '-').toLowerCase(Locale.ROOT);
        RunNames names = learning.recorded(id);
        try (LearnerProcess first = LearnerProcess.start(
                learning.cluster().connection(), names, learning.checkpoints(id), RecordedLearning.STEPS, place)) {
            first.await(place);
            first.kill();
        }

        // When it is started again
        learning.train(names, learning.settings(id));

        // Then every version is the one of the learner that ran through, and each was published once
        assertThat(learning.digests(names)).isEqualTo(uninterrupted);
        learning.assertThatNothingIsTrainedTwice(names);
    }

    @Test
    void shouldEndAlikeAfterSigkillsAtRandomMoments() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RunNames names = learning.recorded("random");
        boolean ended = false;

        for (int kills = 0; kills < 2 && !ended; kills++) {
            try (LearnerProcess learner = LearnerProcess.start(
                    learning.cluster().connection(), names, learning.checkpoints("random"), RecordedLearning.STEPS)) {
                ended = learner.endsWithin(Duration.ofMillis(2500 + random.nextInt(2500)));
            }
        }
        learning.train(names, learning.settings("random"));

        assertThat(learning.digests(names)).as("seed %d", seed).isEqualTo(uninterrupted);
        learning.assertThatNothingIsTrainedTwice(names);
    }

    @Test
    void shouldKeepTheNewestVersionsOnlyInTheLog() {
        assertThat(learning.keptVersions(through)).containsExactly(RecordedLearning.STEPS - 1, RecordedLearning.STEPS);
    }
}
