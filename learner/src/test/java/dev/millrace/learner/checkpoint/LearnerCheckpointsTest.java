package dev.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerCheckpointsTest {

    private static final LearnerCheckpoints.Provenance PROVENANCE =
            new LearnerCheckpoints.Provenance("settings", "base", 5);

    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheNewestThatIsNotAheadOfTheLog() {
        save(10);
        save(20);

        assertThat(newestUpTo(25)).isEqualTo(20);
        assertThat(newestUpTo(20)).isEqualTo(20);
        assertThat(newestUpTo(19)).isEqualTo(10);
    }

    @Test
    void shouldKeepAllThatALearnerNeedsToGoOn() {
        save(10);

        assertThat(of("mine").newestUpTo(10, 10).orElseThrow().position())
                .isEqualTo(new LearnerPosition(10, 1010, 320, 1));
    }

    @Test
    void shouldPassOverADamagedOne() throws IOException {
        save(10);
        Path damaged = save(20).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 1]++;
        Files.write(damaged, bytes);

        assertThat(newestUpTo(25)).isEqualTo(10);
    }

    @Test
    void shouldRefuseAnotherRunsFolder() {
        save(10);

        assertThatThrownBy(() -> of("other").newestUpTo(10, 10))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("holds checkpoints of run 'mine', not of run 'other'");
    }

    @Test
    void shouldRefuseAnotherBasePolicy() {
        save(10);
        LearnerCheckpoints other = new LearnerCheckpoints(
                folder, 3, new RunId("mine"), new LearnerCheckpoints.Provenance("settings", "another", 5));

        assertThatThrownBy(() -> other.newestUpTo(10, 10))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("policy.checkpoint");
    }

    private int newestUpTo(int version) {
        return of("mine").newestUpTo(version, 10).orElseThrow().position().version();
    }

    private Path save(int version) {
        try (TrainablePolicy policy =
                SmallPolicy.trainable(new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL))) {
            return of("mine").save(policy, new LearnerPosition(version, 1000 + version, version * 32L, 1), "digest");
        }
    }

    private LearnerCheckpoints of(String run) {
        return new LearnerCheckpoints(folder, 3, new RunId(run), PROVENANCE);
    }
}
