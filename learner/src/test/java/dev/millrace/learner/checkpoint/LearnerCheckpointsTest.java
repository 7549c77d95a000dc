package dev.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
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

        assertThat(of("mine").newestUpTo(10, Lineages.NONE, 10).orElseThrow().position())
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

        assertThatThrownBy(() -> of("other").newestUpTo(10, Lineages.NONE, 10))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("holds checkpoints of run 'mine', not of run 'other'");
    }

    @Test
    void shouldRefuseAnotherBasePolicy() {
        save(10);
        LearnerCheckpoints other = new LearnerCheckpoints(
                folder, 3, new RunId("mine"), new LearnerCheckpoints.Provenance("settings", "another", 5));

        assertThatThrownBy(() -> other.newestUpTo(10, Lineages.NONE, 10))
                .isInstanceOf(ResumeException.class)
                .hasMessageContaining("policy.checkpoint");
    }

    @Test
    void shouldPassOverStepsThatWereAbandoned() {
        // Given checkpoints of steps 10 and 20, and a run that went back from 23 to 10 and has come to 13 again
        save(10);
        save(20);
        Lineages rewound = Lineages.NONE.after(10, 23);

        LearnerCheckpoints.Loaded found = of("mine").newestUpTo(27, rewound, 10).orElseThrow();

        assertThat(found.position().step()).isEqualTo(10);
        assertThat(found.version()).isEqualTo(10);
    }

    @Test
    void shouldTakeOneOfALaterLineage() {
        // Given the checkpoint of step 20 of a run that went back from 13 to 10
        save(10);
        Lineages rewound = Lineages.NONE.after(10, 13);
        save(20, rewound);

        LearnerCheckpoints.Loaded found = of("mine").newestUpTo(24, rewound, 10).orElseThrow();

        assertThat(found.position().step()).isEqualTo(20);
        assertThat(found.version()).isEqualTo(24);
        assertThat(found.lineage()).isEqualTo(1);
        assertThat(of("mine").oldestStep()).isEqualTo(10);
    }

    private int newestUpTo(int version) {
        return of("mine")
                .newestUpTo(version, Lineages.NONE, 10)
                .orElseThrow()
                .position()
                .step();
    }

    private Path save(int version) {
        return save(version, Lineages.NONE);
    }

    private Path save(int step, Lineages lineages) {
        try (TrainablePolicy policy = SmallPolicy.trainable(
                new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true))) {
            return of("mine").save(policy, new LearnerPosition(step, 1000 + step, step * 32L, 1), lineages, "digest");
        }
    }

    private LearnerCheckpoints of(String run) {
        return new LearnerCheckpoints(folder, 3, new RunId(run), PROVENANCE);
    }
}
