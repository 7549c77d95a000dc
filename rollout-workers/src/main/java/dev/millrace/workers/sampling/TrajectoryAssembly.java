package dev.millrace.workers.sampling;

import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.workers.drawing.DrawnImage;
import dev.millrace.workers.prompts.ConsumedPrompt;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the records of a group of what the policy sampled. */
final class TrajectoryAssembly {

    private final Tokenizer tokenizer;
    private final String worker;
    private final Clock clock;

    TrajectoryAssembly(Tokenizer tokenizer, String worker, Clock clock) {
        this.tokenizer = tokenizer;
        this.worker = worker;
        this.clock = clock;
    }

    /** The images that the trajectories of a group name, each content once. */
    static List<ImageBlob> images(ConsumedPrompt.Readable prompt, Rollout rollout) {
        if (!(rollout instanceof Rollout.Images drawn)) {
            return List.of();
        }
        Map<String, ImageBlob> byHash = new LinkedHashMap<>();
        for (DrawnImage image : drawn.images()) {
            ImageBlob blob = image.blob(prompt.prompt().getRunId());
            byHash.put(blob.getSha256(), blob);
        }
        return List.copyOf(byHash.values());
    }

    /**
     * The trajectories of a group, by index.
     *
     * @throws IllegalStateException if the policy broke its contract: a completion is empty, or has another number of
     *     log-probabilities than of tokens
     */
    List<Trajectory> trajectories(
            ConsumedPrompt.Readable prompt,
            SamplingRequest request,
            SamplingSettings settings,
            PolicyVersion version,
            Rollout rollout) {
        List<Trajectory.Builder> outputs = outputs(prompt, settings, version, rollout);
        ByteBuffer promptTokens =
                PackedInts.of(request.prompt().text().toArray()).bytes();
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
                    .setSeed(request.seed())
                    .setWorker(worker)
                    .setSampledAt(now)
                    .build());
        }
        return trajectories;
    }

    private List<Trajectory.Builder> outputs(
            ConsumedPrompt.Readable prompt, SamplingSettings settings, PolicyVersion version, Rollout rollout) {
        List<Trajectory.Builder> outputs = new ArrayList<>();
        if (rollout instanceof Rollout.Answers answers) {
            for (Completion completion : answers.completions()) {
                int index = outputs.size();
                outputs.add(answer(completion, settings, version, prompt.group() + "#" + index)
                        .setDependency(dependency(answers, index, version)));
            }
        } else if (rollout instanceof Rollout.Images drawn) {
            drawn.images().forEach(image -> outputs.add(drawing(image, version)));
        }
        return outputs;
    }

    private Trajectory.Builder answer(
            Completion completion, SamplingSettings settings, PolicyVersion version, String which) {
        int length = completion.tokens().length();
        if (length == 0
                || completion.logProbs().length() != length
                || completion.entropies().length() != length) {
            throw new IllegalStateException("completion " + which + " has " + length + " tokens, "
                    + completion.logProbs().length() + " log-probabilities and "
                    + completion.entropies().length() + " entropies");
        }
        return Trajectory.newBuilder()
                .setTokens(PackedInts.of(completion.tokens().toArray()).bytes())
                .setLogprobs(PackedFloats.of(completion.logProbs().toArray()).bytes())
                .setEntropies(PackedFloats.of(completion.entropies().toArray()).bytes())
                .setPolicyVersions(versions(version, length))
                .setText(tokenizer.decode(completion.tokens()))
                .setFinishReason(reason(completion))
                .setTemperature((float) settings.temperature());
    }

    private static Trajectory.Builder drawing(DrawnImage image, PolicyVersion version) {
        return Trajectory.newBuilder()
                .setTokens(PackedInts.of().bytes())
                .setLogprobs(PackedFloats.of(image.path().logProbs()).bytes())
                .setPolicyVersions(versions(version, image.path().window()))
                .setText("")
                .setFinishReason(FinishReason.UNKNOWN)
                .setImage(image.reference())
                .setFlow(image.trace());
    }

    private static ByteBuffer versions(PolicyVersion version, int length) {
        int[] versions = new int[length];
        Arrays.fill(versions, Math.toIntExact(version.value()));
        return PackedInts.of(versions).bytes();
    }

    private static @Nullable VisualDependency dependency(Rollout.Answers sampled, int index, PolicyVersion version) {
        if (sampled.dependency().isEmpty()) {
            return null;
        }
        MeasuredGroup group = sampled.dependency().get();
        TokenDependency tokens = group.dependency().responses().get(index);
        return new VisualDependency(
                PackedFloats.of(tokens.strong().toArray()).bytes(),
                PackedFloats.of(tokens.weak().toArray()).bytes(),
                group.estimator().label(),
                group.dependency().seed(),
                (float) group.views().maskProbability(),
                (float) group.views().noiseSigma(),
                Math.toIntExact(version.value()));
    }

    private static FinishReason reason(Completion completion) {
        return switch (completion.finishReason()) {
            case END_OF_SEQUENCE -> FinishReason.EOS;
            case LENGTH -> FinishReason.LENGTH;
        };
    }
}
