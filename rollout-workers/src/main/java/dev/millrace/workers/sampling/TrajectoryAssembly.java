package dev.millrace.workers.sampling;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.workers.prompts.ConsumedPrompt;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the records of a group of what the policy sampled. */
final class TrajectoryAssembly {

    private final String worker;
    private final SamplingSettings settings;
    private final FormatDigests digests;
    private final Clock clock;

    /**
     * @param worker stands in the records
     * @param settings by which answers are sampled
     * @param digests of what writes prompts
     */
    TrajectoryAssembly(String worker, SamplingSettings settings, FormatDigests digests, Clock clock) {
        this.worker = worker;
        this.settings = settings;
        this.digests = digests;
        this.clock = clock;
    }

    /** The images that the trajectories of a group name, each content once. */
    static List<ImageBlob> images(ConsumedPrompt.Readable prompt, Rollout rollout) {
        if (!(rollout instanceof Rollout.Images drawn)) {
            return List.of();
        }
        Map<String, ImageBlob> byHash = new LinkedHashMap<>();
        for (DrawnImage image : drawn.images()) {
            ImageBlob blob = DrawingRecords.blob(prompt.prompt().getRunId(), image);
            byHash.put(blob.getSha256(), blob);
        }
        return List.copyOf(byHash.values());
    }

    /** The trajectories of a group, by index. */
    List<Trajectory> trajectories(ConsumedPrompt.Readable prompt, RolloutRequest request, Rollout rollout) {
        List<Trajectory.Builder> outputs = outputs(rollout);
        ByteBuffer promptTokens =
                PackedInts.of(request.input().tokens().toArray()).bytes();
        List<ImageSpan> spans = SamplingRecords.spans(request.input().runs());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Trajectory> trajectories = new ArrayList<>();
        for (int index = 0; index < outputs.size(); index++) {
            trajectories.add(outputs.get(index)
                    .setRunId(prompt.prompt().getRunId())
                    .setGroupId(prompt.group().value())
                    .setIndex(index)
                    .setGroupSize(outputs.size())
                    .setPrompt(prompt.prompt())
                    .setPromptTokens(promptTokens.duplicate())
                    .setImageRuns(spans)
                    .setSeed(request.seed())
                    .setWorker(worker)
                    .setSampledAt(now)
                    .build());
        }
        return trajectories;
    }

    private List<Trajectory.Builder> outputs(Rollout rollout) {
        List<Trajectory.Builder> outputs = new ArrayList<>();
        if (rollout instanceof Rollout.Answers answers) {
            SampledGroup group = answers.group();
            for (SampledAnswer answer : group.answers()) {
                int index = outputs.size();
                outputs.add(answer(answer)
                        .setDependency(group.dependency()
                                .map(measured -> dependency(measured, index))
                                .orElse(null)));
            }
        } else if (rollout instanceof Rollout.Images drawn) {
            drawn.images().forEach(image -> outputs.add(drawing(image)));
        }
        return outputs;
    }

    private Trajectory.Builder answer(SampledAnswer answer) {
        Trajectory.Builder trajectory = Trajectory.newBuilder()
                .setTokens(PackedInts.of(answer.tokens().toArray()).bytes())
                .setLogprobs(PackedFloats.of(answer.logProbs().toArray()).bytes())
                .setPolicyVersions(PackedInts.of(answer.versions().toArray()).bytes())
                .setText(answer.text())
                .setFinishReason(SamplingRecords.reason(answer))
                .setStopString(answer.stopText().orElse(null))
                .setTemperature((float) settings.temperature())
                .setSampling(SamplingRecords.terms(answer, settings, digests));
        answer.entropies()
                .ifPresent(entropies -> trajectory.setEntropies(
                        PackedFloats.of(entropies.toArray()).bytes()));
        return trajectory;
    }

    /** @throws IllegalStateException if the engine broke its contract and drew without a stochastic step */
    private static Trajectory.Builder drawing(DrawnImage image) {
        FlowPath path = image.path()
                .orElseThrow(() -> new IllegalStateException("an image without stochastic steps cannot be trained"));
        return Trajectory.newBuilder()
                .setTokens(PackedInts.of().bytes())
                .setLogprobs(PackedFloats.of(path.logProbs()).bytes())
                .setPolicyVersions(PackedInts.of(image.versions().toArray()).bytes())
                .setText("")
                .setFinishReason(FinishReason.UNKNOWN)
                .setImage(DrawingRecords.reference(image))
                .setFlow(DrawingRecords.trace(image, path));
    }

    private static VisualDependency dependency(GroupDependency group, int index) {
        TokenDependency tokens = group.answers().get(index);
        return new VisualDependency(
                PackedFloats.of(tokens.strong().toArray()).bytes(),
                PackedFloats.of(tokens.weak().toArray()).bytes(),
                group.settings().estimator().label(),
                group.seed(),
                (float) group.settings().views().maskProbability(),
                (float) group.settings().views().noiseSigma(),
                Math.toIntExact(group.versions().get(index).value()));
    }
}
