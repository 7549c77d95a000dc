package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.learner.experience.EndOfExperienceException;
import dev.millrace.learner.experience.ExperienceSource;
import dev.millrace.learner.experience.LogEntry;
import dev.millrace.learner.experience.TrajectorySource;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.Altered;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineTrainingTest {

    private static final List<RecordedGroup> GROUPS = Recording.sample(7, 11);

    @TempDir
    private Path folder;

    @Test
    void shouldTrainWholeBatchesToTheEndOfTheRecordAndSave() {
        List<Integer> steps = new ArrayList<>();
        OfflineResult result = train("once", GROUPS, false, new LearnerListener() {
            @Override
            public void committed(TrainingStep step) {
                steps.add(step.getStep());
            }
        });

        assertThat(result.steps()).isEqualTo(3);
        assertThat(result.groups()).isEqualTo(6);
        assertThat(result.trained()).isEqualTo(24);
        assertThat(result.rejected()).isZero();
        assertThat(steps).containsExactly(1, 2, 3);
        assertThat(CheckpointStore.load(new CheckpointStore(folder.resolve("once"), 2)
                                .newest()
                                .orElseThrow())
                        .state())
                .satisfies(state -> {
                    assertThat(state.step()).isEqualTo(3);
                    assertThat(state.provenance())
                            .containsEntry("weights_sha256", result.weightsSha256())
                            .containsKey("code_version");
                });
    }

    @Test
    void shouldEndWithTheSameBitsEveryTime() {
        assertThat(train("a", GROUPS, false, LearnerListener.NONE))
                .isEqualTo(train("b", GROUPS, false, LearnerListener.NONE));
    }

    @Test
    void shouldTrainTokensOfAnyVersionOnlyWhenItIsAsked() {
        List<RecordedGroup> newer =
                GROUPS.stream().map(group -> sampledBy(group, 40)).toList();

        assertThat(train("strict", newer, false, LearnerListener.NONE)).satisfies(result -> {
            assertThat(result.trained()).isZero();
            assertThat(result.rejected()).isEqualTo(24);
        });
        assertThat(train("any", newer, true, LearnerListener.NONE)).satisfies(result -> {
            assertThat(result.trained()).isEqualTo(24);
            assertThat(result.rejected()).isZero();
        });
    }

    @Test
    void shouldNotTrainTokensOfAnyVersionWithoutCorrection() {
        LearnerConfig config = Learners.config(folder, 8);
        LearnerConfig uncorrected = Altered.of(config)
                .with(
                        "objective",
                        Altered.of(config.objective())
                                .with("correction", OffPolicyCorrection.NONE)
                                .get())
                .get();

        assertThatThrownBy(() -> training(uncorrected, true, LearnerListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("objective.correction must be truncate or mask");
    }

    private OfflineResult train(
            String checkpoints, List<RecordedGroup> groups, boolean anyVersion, LearnerListener listener) {
        InMemory record = new InMemory(groups);
        return training(Learners.config(folder.resolve(checkpoints), 8), anyVersion, listener)
                .run(record, record, record::image, 0, () -> false);
    }

    private static OfflineTraining training(LearnerConfig config, boolean anyVersion, LearnerListener listener) {
        return new OfflineTraining(
                Recording.RUN,
                config,
                1,
                SmallPolicy::trainable,
                anyVersion,
                Lineages.NONE,
                Clock.systemUTC(),
                listener);
    }

    private static RecordedGroup sampledBy(RecordedGroup group, int version) {
        List<Trajectory> trajectories = group.trajectories().stream()
                .map(each -> Trajectory.newBuilder(each)
                        .setPolicyVersions(PackedInts.of(IntStream.generate(() -> version)
                                        .limit(each.getTokens().remaining() / 4)
                                        .toArray())
                                .bytes())
                        .build())
                .toList();
        return new RecordedGroup(group.image(), trajectories, group.rewards());
    }

    /** Recorded groups, a trajectory's position being group and index. */
    private static final class InMemory implements ExperienceSource, TrajectorySource {
        private final List<RecordedGroup> groups;
        private int next;

        InMemory(List<RecordedGroup> groups) {
            this.groups = groups;
        }

        @Override
        public void seek(long offset) {
            next = (int) offset;
        }

        @Override
        public Optional<LogEntry> next(Duration timeout) {
            if (next == groups.size()) {
                throw new EndOfExperienceException("that was all");
            }
            int group = next++;
            RecordedGroup recorded = groups.get(group);
            List<LogPosition> positions = IntStream.range(
                            0, recorded.trajectories().size())
                    .mapToObj(index -> new LogPosition(group, (long) index))
                    .toList();
            Experience experience = recorded.experience(positions);
            int version = PackedInts.view(recorded.trajectories().get(0).getPolicyVersions())
                    .at(0);
            experience = Experience.newBuilder(experience)
                    .setTrajectories(experience.getTrajectories().stream()
                            .map(each -> ExperienceTrajectory.newBuilder(each)
                                    .setMinVersion(version)
                                    .setMaxVersion(version)
                                    .build())
                            .toList())
                    .build();
            return Optional.of(new LogEntry.Readable(group, experience));
        }

        @Override
        public List<Fetched> fetch(List<LogPosition> positions) {
            return positions.stream()
                    .<Fetched>map(position -> new Fetched.Found(
                            groups.get(position.getPartition()).trajectories().get((int) position.getOffset())))
                    .toList();
        }

        Optional<byte[]> image(String sha256) {
            return groups.stream()
                    .map(RecordedGroup::image)
                    .filter(image -> image.getSha256().equals(sha256))
                    .findFirst()
                    .map(image -> {
                        byte[] bytes = new byte[image.getData().remaining()];
                        image.getData().duplicate().get(bytes);
                        return bytes;
                    });
        }
    }
}
