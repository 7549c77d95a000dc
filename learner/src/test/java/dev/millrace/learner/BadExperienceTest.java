package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.infra.local.Bomb;
import dev.millrace.learner.fixture.Cluster;
import dev.millrace.learner.fixture.Learners;
import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.testing.Altered;
import dev.millrace.testing.SharedStack;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Promises 1, 5 and 7 against a real broker: what cannot be trained is dropped with its reason, and all of it adds up. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStack.class)
class BadExperienceTest {

    @TempDir
    private static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start(KafkaConnection connection) {
        cluster = new Cluster(connection);
    }

    @Test
    void shouldAccountForEveryTrajectoryThatItCannotTrain() {
        // Given a log in which many things are wrong
        RunNames names = cluster.provision("bad.");
        List<RecordedGroup> groups = Recording.sample(5, 3);
        Trajectory unlike = groups.get(1).trajectories().get(2);
        unlike.put(
                "logprobs",
                PackedFloats.of(new float[unlike.getTokens().remaining() / 4 + 1])
                        .bytes());
        Trajectory notANumber = groups.get(1).trajectories().get(3);
        float[] logProbs = PackedFloats.view(notANumber.getLogprobs()).toArray();
        logProbs[0] = Float.NaN;
        notANumber.put("logprobs", PackedFloats.of(logProbs).bytes());
        List<List<LogPosition>> positions = cluster.publishTrajectories(names.topics(), groups);
        cluster.publishExperience(names.topics(), groups.get(0), positions.get(0), experience -> {
            // as it should be
        });
        cluster.publishRaw(
                names.topics().experience(), GroupId.of(Recording.RUN, 0, 77).value(), "poison");
        for (String topic : List.of(
                names.topics().experience(),
                names.topics().trajectories(),
                names.topics().images(),
                names.topics().weights())) {
            Bomb.disarmBounds(cluster.connection(), topic);
            new Bomb("lz4", 6 << 20).plantDisarmed(cluster.connection(), topic, "bomb");
            new Bomb("zstd", 64 << 20).plantDisarmed(cluster.connection(), topic, "bomb");
        }
        cluster.publishRaw(names.topics().experience(), "other/0/7", "poison of another run");
        cluster.publishExperience(
                names.topics(), groups.get(0), positions.get(0), experience -> experience.put("run_id", "other"));
        cluster.publishExperience(names.topics(), groups.get(1), positions.get(1), experience -> {
            // holds the two bad trajectories
        });
        cluster.publishExperience(names.topics(), groups.get(2), positions.get(2), experience -> experience
                .getTrajectories()
                .forEach(each -> each.put("min_version", -5)));
        cluster.publishExperience(names.topics(), groups.get(3), positions.get(3), experience -> experience
                .getTrajectories()
                .get(0)
                .put("source", new LogPosition(0, 1_000_000L)));
        cluster.publishExperience(names.topics(), groups.get(4), positions.get(4), experience -> {
            // as it should be
        });

        // When the learner trains on all of it, three batches of two groups
        Learners.role(
                        cluster.connection(),
                        names,
                        Altered.of(Learners.config(folder.resolve("bad"), 3))
                                .with("maxStaleness", 3)
                                .get(),
                        LearnerListener.NONE)
                .run();

        // Then each trajectory is trained or dropped once, with its reason
        List<TrainingStep> steps = cluster.read(names.topics().trainingSteps(), TrainingStep.class);
        List<Drop> drops = cluster.read(names.topics().drops(), Drop.class);
        assertThat(steps).extracting(TrainingStep::getSettledGroups).containsExactly(2L, 4L, 6L);
        assertThat(reasons(drops, 1, 2)).containsExactly(DropReason.UNREADABLE);
        assertThat(reasons(drops, 1, 3)).containsExactly(DropReason.NON_FINITE);
        assertThat(reasons(drops, 2, 1)).containsExactly(DropReason.STALE);
        assertThat(reasons(drops, 3, 0)).containsExactly(DropReason.UNREADABLE);
        assertThat(ids(steps, drops)).hasSize(20).doesNotHaveDuplicates();
        assertThat(drops.stream().filter(Drop::getWholeGroup).map(Drop::getGroupId))
                .containsExactlyInAnyOrder(
                        GroupId.of(Recording.RUN, 0, 77).value(),
                        GroupId.of(Recording.RUN, 0, 2).value());
        assertThat(drops).allSatisfy(drop -> assertThat(drop.getDroppedBy()).isEqualTo("learner"));
        assertThat(cluster.count(names.topics().deadLetters())).isEqualTo(1 + 2);
    }

    @Test
    void shouldRefuseStepsThatAreNotFiniteAndGiveUpAfterSome() {
        // Given advantages beyond what a loss can hold
        RunNames names = cluster.provision("huge.");
        List<RecordedGroup> groups = Recording.sample(6, 5);
        List<List<LogPosition>> positions = cluster.publishTrajectories(names.topics(), groups);
        for (int i = 0; i < groups.size(); i++) {
            cluster.publishExperience(names.topics(), groups.get(i), positions.get(i), experience -> experience
                    .getTrajectories()
                    .forEach(each -> each.put("advantage", 3e38)));
        }

        // When the learner meets them, it stops
        assertThatThrownBy(() -> Learners.role(
                                cluster.connection(),
                                names,
                                Learners.config(folder.resolve("huge"), 3),
                                LearnerListener.NONE)
                        .run())
                .isInstanceOf(RefusedStepsException.class)
                .hasMessageContaining("2 steps in a row were refused");

        // Then the weights are the base policy's, and what was refused is dropped
        List<TrainingStep> steps = cluster.read(names.topics().trainingSteps(), TrainingStep.class);
        List<Drop> drops = cluster.read(names.topics().drops(), Drop.class);
        assertThat(steps).hasSize(2).allSatisfy(step -> {
            assertThat(step.getSkipped()).isTrue();
            assertThat(step.getGroups()).isEmpty();
            assertThat(step.getMetrics().values()).allMatch(Double::isFinite);
        });
        assertThat(steps)
                .extracting(TrainingStep::getWeightsSha256)
                .containsOnly(steps.get(0).getWeightsSha256());
        assertThat(drops).hasSize(4).allSatisfy(drop -> {
            assertThat(drop.getReason()).isEqualTo(DropReason.NON_FINITE);
            assertThat(drop.getWholeGroup()).isTrue();
            assertThat(PackedInts.view(drop.getIndices()).length()).isEqualTo(4);
        });
    }

    private static Set<DropReason> reasons(List<Drop> drops, int group, int index) {
        Set<DropReason> reasons = new TreeSet<>();
        for (Drop drop : drops) {
            if (drop.getGroupId().equals(GroupId.of(Recording.RUN, 0, group).value())
                    && indices(drop.getIndices()).contains(index)) {
                reasons.add(drop.getReason());
            }
        }
        return reasons;
    }

    private static List<String> ids(List<TrainingStep> steps, List<Drop> drops) {
        List<String> ids = new ArrayList<>();
        for (TrainingStep step : steps) {
            for (TrainedGroup group : step.getGroups()) {
                indices(group.getIndices()).forEach(index -> ids.add(group.getGroupId() + "#" + index));
            }
        }
        drops.forEach(drop -> indices(drop.getIndices()).forEach(index -> ids.add(drop.getGroupId() + "#" + index)));
        return ids;
    }

    private static List<Integer> indices(ByteBuffer packed) {
        List<Integer> indices = new ArrayList<>();
        for (int index : PackedInts.view(packed).toArray()) {
            indices.add(index);
        }
        return indices;
    }
}
