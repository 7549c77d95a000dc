package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reshaping.ReshapingConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Token credit through the topology: measured by a worker, kept while the group is open, published with its reasons. */
class ReshapedExperienceTest {

    @Test
    void shouldReshapeByWhatTheWorkerMeasured() {
        try (AssemblyFixture topology = reshapedBy("prpo")) {
            // Given a group that is open across a restart, one trajectory of which was not measured
            topology.publish(measured(0, 0.01f, 1.2f, 0.6f));
            topology.publish(measured(1, 0.3f, 0.3f, 0.3f));
            topology.restartAfter(Duration.ofSeconds(1));
            topology.trajectory(2);
            topology.publish(measured(3, 0.0001f, 0.0003f, 0.0002f));

            // When its scores come
            topology.scored(0, 1, 1);
            topology.scored(1, 0, 1);
            topology.scored(2, 0, 1);
            topology.scored(3, 0, 0);

            // Then
            Experience experience = topology.experience().get(0);
            assertThat(experience.getReshaper()).isEqualTo("prpo");
            ExperienceTrajectory first = experience.getTrajectories().get(0);
            assertThat(floats(first.getTokenWeights())).containsExactly(new float[] {1, 2, 1.3182381f}, within(1e-5f));
            assertThat(floats(first.getRobustDependency()))
                    .containsExactly(new float[] {0, 1, 0.5909429f}, within(1e-5f));
            assertThat(floats(first.getTokenAdvantages())[1])
                    .isCloseTo((float) (2 * first.getAdvantage()), within(1e-5f));
            assertThat(experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getGuard)
                    .containsExactly(null, "constant_dependency", "not_measured", "low_dependency");
            assertThat(experience.getTrajectories().subList(1, 4))
                    .allSatisfy(other -> assertThat(other.getTokenAdvantages()).isNull());
            assertThat(topology.metric("credit/guard/low_dependency")).isEqualTo(1);
            assertThat(topology.metric("credit/mean_weight")).isCloseTo((4.3182381 / 3 + 3) / 4, within(1e-5));
            assertThat(topology.metric("credit/amplified_share")).isCloseTo(2.0 / 3 / 4, within(1e-6));
        }
    }

    @Test
    void shouldReshapeByEntropy() {
        try (AssemblyFixture topology = reshapedBy("entropy")) {
            for (int index = 0; index < AssemblyFixture.SIZE; index++) {
                topology.publish(AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, index)
                        .setEntropies(PackedFloats.of(0.1f, 0.9f, 0.3f).bytes())
                        .build());
                topology.scored(index, index % 2, 1);
            }

            Experience experience = topology.experience().get(0);
            assertThat(floats(experience.getTrajectories().get(1).getTokenWeights()))
                    .containsExactly(0, 1, 0);
        }
    }

    @Test
    void shouldRefuseADependencyThatIsNotFinite() {
        try (AssemblyFixture topology = reshapedBy("none")) {
            topology.publish(measured(0, 0.1f, Float.NaN, 0.2f));

            assertThat(topology.deadLetters())
                    .singleElement()
                    .asString()
                    .contains("dependency.strong of token 1 is NaN");
        }
    }

    private static AssemblyFixture reshapedBy(String method) {
        return new AssemblyFixture(
                AssemblyFixture.assembly(DeadlinePolicy.DROP_TRAJECTORY),
                new CreditSettings(DemoCredit.reward(), AdvantageConfig.defaults(), ReshapingConfig.of(method)));
    }

    private static Trajectory measured(int index, float... strong) {
        return AssemblyFixture.trajectoryOf(AssemblyFixture.GROUP, index)
                .setDependency(new VisualDependency(
                        PackedFloats.of(strong).bytes(),
                        PackedFloats.of(1e-7f, 4e-6f, 2e-6f).bytes(),
                        "full_vocabulary",
                        7L,
                        0.5f,
                        0.05f,
                        3))
                .build();
    }

    private static float[] floats(ByteBuffer field) {
        return PackedFloats.view(field).toArray();
    }
}
