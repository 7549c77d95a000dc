package dev.millrace.runtime.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoliciesTest {

    private static final TrainingSettings SETTINGS =
            new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, Adaptation.FULL, true);

    @Test
    void shouldOpenThePolicyAgainThoughItsCheckpointWasTrimmed(@TempDir Path checkpoints) throws Exception {
        // Given a learner that began with the newest checkpoint of another run
        Path folder = checkpoints.resolve("step-000000000007");
        SavedModel.read(Policies.find("base")).write(folder);
        ModelSource base = Policies.find(checkpoints.toString());
        Function<TrainingSettings, TrainablePolicy> policies = Policies.trainable(base, new ComputeSettings(1));
        String begun = baseOf(policies);

        // When that run trims it
        FolderFiles.delete(folder);
        assertThat(Files.exists(folder)).isFalse();

        // Then the learner that begins anew has it
        assertThat(baseOf(policies)).isEqualTo(begun);
    }

    private static String baseOf(Function<TrainingSettings, TrainablePolicy> policies) {
        try (TrainablePolicy policy = policies.apply(SETTINGS)) {
            return policy.baseSha256();
        }
    }
}
