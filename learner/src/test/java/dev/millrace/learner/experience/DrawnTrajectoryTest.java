package dev.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.models.mot.MotIntake;
import dev.millrace.models.mot.flow.FlowBatch;
import dev.millrace.models.mot.flow.FlowForcing;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.policy.learning.PolicyIntake;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DrawnTrajectoryTest {

    private static final RecordedGroup DRAWN = Recording.mixed(2, 21).get(1);

    @Test
    void shouldGiveEveryTrainedStepARatioOfOneOnTheWeightsThatDrewIt() {
        List<TrainableTrajectory> drawn = DRAWN.trajectories().stream()
                .map(record -> passed(SmallPolicy.intake(), record))
                .toList();
        FlowBatch batch = new FlowBatch(
                SmallPolicy.config(),
                List.of(drawn.stream().map(each -> each.path().orElseThrow()).toList()));

        float[] recomputed;
        try (PolicyWeights weights = SmallPolicy.weights();
                WeightsLease lease = weights.lease()) {
            recomputed = FlowForcing.logProbs(lease, prompts(), batch, SmallPolicy.SPECIAL);
        }

        for (int index = 0; index < drawn.size(); index++) {
            for (int step = 0; step < drawn.get(index).length(); step++) {
                float now = recomputed[batch.row(0, index) * batch.columns() + step];
                double ratio = Math.exp(now - drawn.get(index).behaviour().at(step));
                assertThat(ratio).as("image %d, step %d", index, step).isCloseTo(1, within(1e-5));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void shouldRejectWhatDoesNotBelongTogether(String cause, Consumer<Trajectory.Builder> damage) {
        Trajectory.Builder record = Trajectory.newBuilder(DRAWN.trajectories().get(0));
        damage.accept(record);

        Rejection rejection = rejected(SmallPolicy.intake(), record.build());

        assertThat(rejection.reason()).isEqualTo(DropReason.UNREADABLE);
        assertThat(rejection.detail()).contains(cause);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                damage("run from 1 to 0", flow -> flow.setTimes(floats(1, 0.8f, 0.5f, 0.4f, 0.3f, 0.1f))),
                damage("fall strictly", flow -> flow.setTimes(floats(1, 0.8f, 0.8f, 0.4f, 0.3f, 0.1f, 0))),
                damage("does not fit a schedule of 6 steps", flow -> flow.setWindowBegin(4)),
                damage("its latents are 5 tokens of 6 values", flow -> flow.setLatentTokens(5)),
                damage("are no 4 images of the same size", flow -> flow.setLatents(floats(1, 2, 3))),
                damage("its flow holds latents of 1 values", flow -> flow.setLatents(floats(1, 2, 3, 4))),
                damage("noise level 0.0", flow -> flow.setNoiseLevel(0)),
                Arguments.of("it is an image and has 1 tokens as well", (Consumer<Trajectory.Builder>)
                        record -> record.setTokens(PackedInts.of(3).bytes())),
                Arguments.of("it has 2 trained steps", (Consumer<Trajectory.Builder>)
                        record -> record.setLogprobs(floats(1, 2))));
    }

    @Test
    void shouldRejectAStepThatIsNotFinite() {
        Trajectory record = Trajectory.newBuilder(DRAWN.trajectories().get(0))
                .setLogprobs(floats(1, Float.NaN, 1))
                .build();

        Rejection rejection = rejected(SmallPolicy.intake(), record);

        assertThat(rejection.reason()).isEqualTo(DropReason.NON_FINITE);
        assertThat(rejection.detail()).startsWith("step 1 has the log-probability NaN");
    }

    @Test
    void shouldRejectATokenWhoseLogProbabilityIsAbove0() {
        assertThat(rejectedAnswer(answer -> {
                    float[] logProbs = PackedFloats.view(answer.getLogprobs()).toArray();
                    logProbs[0] = 0.5f;
                    answer.setLogprobs(floats(logProbs));
                }))
                .isEqualTo(new Rejection(
                        0,
                        DropReason.UNREADABLE,
                        "token 0 has the log-probability 0.5, which is no logarithm of a probability"));
    }

    @Test
    void shouldRejectATokenOfAVersionBelow0() {
        assertThat(rejectedAnswer(answer -> {
                    int[] versions = PackedInts.view(answer.getPolicyVersions()).toArray();
                    versions[0] = -7;
                    answer.setPolicyVersions(PackedInts.of(versions).bytes());
                }))
                .isEqualTo(new Rejection(0, DropReason.UNREADABLE, "it was sampled by version -7, which cannot be"));
    }

    /** What becomes of the first of two answers after a change. */
    private static Rejection rejectedAnswer(Consumer<Trajectory.Builder> change) {
        RecordedGroup answered = Recording.sample(1, 3).get(0);
        Trajectory.Builder record =
                Trajectory.newBuilder(answered.trajectories().get(0));
        change.accept(record);
        Experience experience =
                answered.experience(Collections.nCopies(answered.trajectories().size(), new LogPosition(0, 0L)));
        return ((TrajectoryCheck.Result.Failed) new TrajectoryCheck(0, Lineages.NONE, 0, SmallPolicy.intake())
                        .check(experience, experience.getTrajectories().get(0), record.build()))
                .rejection();
    }

    @Test
    void shouldRejectAnImageWhereThePolicyOnlyAnswers() {
        Rejection rejection = rejected(
                new MotIntake(SmallPolicy.answering(), SmallPolicy::pixels),
                DRAWN.trajectories().get(0));

        assertThat(rejection.detail()).isEqualTo("it is an image, but this policy only answers");
    }

    private static Arguments damage(String cause, Consumer<FlowTrace.Builder> change) {
        return Arguments.of(cause, (Consumer<Trajectory.Builder>) record -> {
            FlowTrace.Builder flow = FlowTrace.newBuilder(record.getFlow());
            change.accept(flow);
            record.setFlow(flow.build());
        });
    }

    private static ByteBuffer floats(float... values) {
        return PackedFloats.of(values).bytes();
    }

    private static TrainableTrajectory passed(PolicyIntake policy, Trajectory record) {
        return ((TrajectoryCheck.Result.Passed) check(policy, record)).trajectory();
    }

    private static Rejection rejected(PolicyIntake policy, Trajectory record) {
        return ((TrajectoryCheck.Result.Failed) check(policy, record)).rejection();
    }

    private static TrajectoryCheck.Result check(PolicyIntake policy, Trajectory record) {
        Experience experience =
                DRAWN.experience(Collections.nCopies(DRAWN.trajectories().size(), new LogPosition(0, 0L)));
        return new TrajectoryCheck(0, Lineages.NONE, 0, policy)
                .check(experience, experience.getTrajectories().get(record.getIndex()), record);
    }

    private static PromptRows prompts() {
        byte[] raw = new byte[DRAWN.image().getData().remaining()];
        DRAWN.image().getData().duplicate().get(raw);
        int[] text =
                PackedInts.view(DRAWN.trajectories().get(0).getPromptTokens()).toArray();
        return new PromptRows(
                SmallPolicy.config(),
                List.of(new ModelPrompt(Tokens.of(text), Optional.of(SmallPolicy.pixels(raw, "image")))));
    }
}
