package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.prompt.MotFormat;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.workers.Samples;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.ConsumedPrompt;
import dev.millrace.workers.publishing.PromptOutcome;
import dev.millrace.workers.stack.TinyPolicy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrawnGroupTest {

    private static final FlowSettings FLOW = new FlowSettings(5, 2, 0.7, 1.5, 1);
    private static final int GROUP_SIZE = 3;
    private static final DrawingConfig LATENTS = TinyPolicy.CONFIG.requireDrawing();

    @Test
    void shouldDrawWhatAsksForAnImageAndAnswerTheRest() {
        List<ConsumedPrompt> prompts = List.of(drawing(0), Samples.consumed(0, 1), drawing(2));

        List<PromptOutcome> outcomes = sample(prompts);

        assertThat(outcomes)
                .extracting(PromptOutcome::group)
                .containsExactlyElementsOf(
                        prompts.stream().map(ConsumedPrompt::group).toList());
        assertThat(sampled(outcomes.get(1)).images()).isEmpty();
        assertThat(sampled(outcomes.get(1)).trajectories())
                .allSatisfy(answer -> assertThat(answer.getFlow()).isNull());
        for (PromptOutcome outcome : List.of(outcomes.get(0), outcomes.get(2))) {
            assertThat(sampled(outcome).trajectories()).hasSize(GROUP_SIZE).allSatisfy(DrawnGroupTest::isWellFormed);
            assertThat(sampled(outcome).images()).hasSize(GROUP_SIZE).allSatisfy(DrawnGroupTest::isAnImage);
        }
    }

    @Test
    void shouldDrawTheSameAgainBitByBit() {
        List<Trajectory> first = sampled(sample(List.of(drawing(4))).get(0)).trajectories();
        List<Trajectory> again = sampled(sample(List.of(drawing(4))).get(0)).trajectories();

        assertThat(again)
                .extracting(Trajectory::getImage)
                .isEqualTo(first.stream().map(Trajectory::getImage).toList());
        assertThat(again)
                .extracting(Trajectory::getLogprobs)
                .isEqualTo(first.stream().map(Trajectory::getLogprobs).toList());
        assertThat(first).extracting(Trajectory::getImage).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseToDrawWithAPolicyThatOnlyAnswers() {
        PreparedSampling sampling =
                sampling(new MotFormat(TinyPolicy.TOKENIZER, TinyPolicy.CONFIG, TinyPolicy::decode), false);

        PromptOutcome outcome =
                sampling.sample(List.of(drawing(0)), new Samples.SeededPolicy()).get(0);

        assertThat(outcome).isInstanceOfSatisfying(PromptOutcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(DropReason.PROMPT_REJECTED);
            assertThat(refused.detail())
                    .isEqualTo("prompt d0 has the task GENERATION, but the policy of this run only answers;"
                            + " begin a run with a policy that draws");
        });
    }

    @Test
    void shouldRefuseAnEditWithoutItsImage() {
        Prompt edit = Prompt.newBuilder(Samples.drawingPrompt("e"))
                .setTask(Task.EDITING)
                .build();

        PromptOutcome outcome = sample(List.of(Samples.consumed(0, 0, edit))).get(0);

        assertThat(((PromptOutcome.Refused) outcome).detail()).isEqualTo("prompt e is to edit one image, but has 0");
    }

    private static void isWellFormed(Trajectory trajectory) {
        assertThat(PackedInts.view(trajectory.getTokens()).length()).isZero();
        assertThat(trajectory.getText()).isEmpty();
        assertThat(PackedFloats.view(trajectory.getLogprobs()).length()).isEqualTo(FLOW.window());
        assertThat(PackedInts.view(trajectory.getPolicyVersions()).toArray()).containsExactly(1, 1);
        FlowTrace flow = Objects.requireNonNull(trajectory.getFlow());
        assertThat(PackedFloats.view(flow.getTimes()).length()).isEqualTo(FLOW.steps() + 1);
        assertThat(PackedFloats.view(flow.getLatents()).length())
                .isEqualTo((FLOW.window() + 1) * LATENTS.latentValues());
        assertThat(flow.getLatentTokens()).isEqualTo(LATENTS.latentTokens());
        assertThat(flow.getGuidance()).isEqualTo(1.5f);
        assertThat(flow.getAutoencoderDigest()).hasSize(64);
    }

    private static void isAnImage(ImageBlob image) {
        ByteBuffer data = image.getData().duplicate();
        byte[] encoded = new byte[data.remaining()];
        data.get(encoded);
        RgbImage decoded = PngCodec.decode(encoded, image.getSha256());
        assertThat(decoded.width()).isEqualTo(8);
    }

    private static PromptOutcome.Sampled sampled(PromptOutcome outcome) {
        return (PromptOutcome.Sampled) outcome;
    }

    private static ConsumedPrompt drawing(long offset) {
        return Samples.consumed(0, offset, Samples.drawingPrompt("d" + offset));
    }

    private static List<PromptOutcome> sample(List<ConsumedPrompt> prompts) {
        try (RolloutEngine engine = TinyPolicy.engine()) {
            engine.apply(TinyPolicy.update(1));
            try (HeldRollouts policy = engine.hold()) {
                return sampling(engine.format(), true).sample(prompts, policy);
            }
        }
    }

    private static PreparedSampling sampling(PromptFormat format, boolean draws) {
        BatchPreparation preparation = new BatchPreparation(
                9,
                new PolicyPreparation(
                        format,
                        (reference, patience) -> {
                            throw new PromptRejectedException("no images here");
                        },
                        draws,
                        Clock.systemUTC()),
                Duration.ZERO,
                Clock.systemUTC());
        GroupSampling sampling = new GroupSampling(
                new RolloutSettings(new SamplingSettings(GROUP_SIZE, 1, 8), Optional.empty(), FLOW),
                FormatDigests.NONE,
                "w1",
                new WorkerMetrics(),
                Clock.systemUTC());
        return new PreparedSampling(preparation, sampling);
    }
}
