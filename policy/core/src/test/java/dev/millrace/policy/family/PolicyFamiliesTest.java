package dev.millrace.policy.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFamiliesTest {

    @TempDir
    Path folder;

    private final PolicyFamilies families = new PolicyFamilies(List.of(new Named("mot"), new Named("other")));

    @Test
    void shouldTakeACheckpointThatNamesNoFamilyAsOneOfTheFirst() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"layers\": 4}");

        assertThat(families.of(ModelSource.folder(folder)).name()).isEqualTo("mot");
    }

    @Test
    void shouldTakeTheFamilyThatIsNamed() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"family\": \"other\", \"layers\": 4}");

        assertThat(families.of(ModelSource.folder(folder)).name()).isEqualTo("other");
    }

    @Test
    void shouldNameTheKnownFamiliesWhereAnotherIsAskedFor() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"family\": \"gwen\"}");

        assertThatThrownBy(() -> families.of(ModelSource.folder(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.resolve("config.json")
                        + ": names the policy family 'gwen', but there are only [mot, other]; put the jar of that family into"
                        + " plugins/, or take another checkpoint");
    }

    @Test
    void shouldNameTheKnownFamiliesWhereWeightsAreOfAnother() {
        assertThatThrownBy(() -> families.named("qwen"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this is the policy family 'qwen', but there are only [mot, other]; ");
    }

    @Test
    void shouldRefuseAFileThatIsNoConfig() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"family\": 7}");

        assertThatThrownBy(() -> families.of(ModelSource.folder(folder)))
                .hasMessageContaining("its key 'family' is no text, but 7");

        Files.writeString(folder.resolve("config.json"), "{\"family\"");
        assertThatThrownBy(() -> families.of(ModelSource.folder(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is no JSON");
    }

    @Test
    void shouldRefuseTwoFamiliesOfOneName() {
        assertThatThrownBy(() -> new PolicyFamilies(List.of(new Named("other"), new Named("other"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two policy families are named 'other'")
                .hasMessageContaining(Named.class.getName());
    }

    private record Named(String name) implements PolicyFamily {

        @Override
        public PolicyDescription describe(ModelSource checkpoint) {
            throw new AssertionError("not asked");
        }

        @Override
        public PromptFormat format(ModelSource checkpoint) {
            throw new AssertionError("not asked");
        }

        @Override
        public PolicyUpdate weights(ModelSource checkpoint, PolicyVersion version) {
            throw new AssertionError("not asked");
        }

        @Override
        public Optional<String> objection(ModelSource checkpoint, TrainingSettings settings) {
            throw new AssertionError("not asked");
        }

        @Override
        public TrainablePolicy trainable(ModelSource checkpoint, ComputeSettings compute, TrainingSettings settings) {
            throw new AssertionError("not asked");
        }

        @Override
        public RolloutEngine engine(ModelSource checkpoint, ComputeSettings compute) {
            throw new AssertionError("not asked");
        }
    }
}
