package dev.millrace.console.exchange;

import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Groups with something in every field. */
public final class Groups {

    public static final Instant SAMPLED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String HASH = "0123456789abcdef".repeat(4);

    private Groups() {}

    /** A group of which index 1 was dropped, with numbers of the whole range of float32. */
    public static LoggedGroup random(String id, int size, Random random) {
        List<LoggedTrajectory> trajectories = new ArrayList<>();
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            int length = 1 + random.nextInt(9);
            trajectories.add(trajectory(id, index, size, length, random));
            if (index != 1) {
                credited.add(ExperienceTrajectory.newBuilder()
                        .setIndex(index)
                        .setSource(new LogPosition(2, 100L + index))
                        .setLength(length)
                        .setMinVersion(7)
                        .setMaxVersion(7)
                        .setComponents(Map.of("accuracy", 1.0, "format", random.nextDouble()))
                        .setReward(random.nextGaussian())
                        .setAdvantage(random.nextGaussian())
                        .setTokenAdvantages(floats(length, random))
                        .setTokenWeights(floats(length, random))
                        .setRobustDependency(floats(length, random))
                        .setGuard(index == 2 ? "single_token" : null)
                        .build());
            }
        }
        Experience experience = Experience.newBuilder()
                .setRunId("run")
                .setGroupId(id)
                .setPromptId("prompt 1")
                .setCategory("colour")
                .setGroupSize(size)
                .setTrajectories(credited)
                .setClosed(CloseReason.DEADLINE)
                .setEstimator("grpo")
                .setReshaper("prpo")
                .setConfigDigest("c0ffee")
                .setRewardMean(random.nextDouble())
                .setRewardStd(random.nextDouble())
                .setOpenedAt(SAMPLED)
                .setClosedAt(SAMPLED.plusSeconds(3))
                .setCodeVersion("0.1.0+abc")
                .setRunSeed(17L)
                .setAssembly(new AssemblyTerms(3_000L, "default_value", 2, 0.25, List.of("accuracy", "format")))
                .build();
        Drop drop = new Drop(
                "run",
                id,
                PackedInts.of(1).bytes(),
                false,
                DropReason.FAILED_SCORE,
                "format failed: why",
                "streams",
                SAMPLED.plusSeconds(3));
        return GroupDigest.sealed(new LoggedGroup("run", id, size, trajectories, experience, 42L, List.of(drop), ""));
    }

    private static LoggedTrajectory trajectory(String id, int index, int size, int length, Random random) {
        Trajectory trajectory = Trajectory.newBuilder()
                .setRunId("run")
                .setGroupId(id)
                .setIndex(index)
                .setGroupSize(size)
                .setPrompt(Prompt.newBuilder()
                        .setRunId("run")
                        .setPromptId("prompt 1")
                        .setTask(Task.UNDERSTANDING)
                        .setText("<image>What colour? \"ü\"\n")
                        .setImages(List.of(new ImageRef(HASH, "image/png")))
                        .setReference("red")
                        .setCategory("colour")
                        .build())
                .setPromptTokens(PackedInts.of(5, 6, 7).bytes())
                .setTokens(
                        PackedInts.of(random.ints(length, 0, Integer.MAX_VALUE).toArray())
                                .bytes())
                .setLogprobs(notAbove0(floats(length, random)))
                .setEntropies(notBelow0(floats(length, random)))
                .setPolicyVersions(
                        PackedInts.of(IntStream.generate(() -> 7).limit(length).toArray())
                                .bytes())
                .setText("answer " + index)
                .setFinishReason(FinishReason.EOS)
                .setTemperature(0.7f)
                .setSeed(random.nextLong())
                .setWorker("worker-0")
                .setSampledAt(SAMPLED)
                .setDependency(new VisualDependency(
                        notBelow0(floats(length, random)),
                        notBelow0(floats(length, random)),
                        "full_vocabulary",
                        3L,
                        0.5f,
                        0.05f,
                        7))
                .build();
        List<LoggedScore> scores = new ArrayList<>();
        scores.add(
                new LoggedScore(score(id, index, "accuracy", ScoreOutcome.SCORED, random.nextDouble(), null), false));
        scores.add(
                index == 1
                        ? new LoggedScore(score(id, index, "format", ScoreOutcome.FAILED, null, "why"), false)
                        : new LoggedScore(score(id, index, "format", ScoreOutcome.ABSTAINED, null, "no"), false));
        if (index == 2) {
            scores.add(new LoggedScore(score(id, index, "semantic", ScoreOutcome.SCORED, 0.25, null), true));
        }
        return new LoggedTrajectory(trajectory, new LogPosition(2, 100L + index), scores);
    }

    private static Score score(
            String id, int index, String scorer, ScoreOutcome outcome, @Nullable Double value, @Nullable String cause) {
        return Score.newBuilder()
                .setRunId("run")
                .setGroupId(id)
                .setIndex(index)
                .setScorer(scorer)
                .setScorerVersion("2")
                .setOutcome(outcome)
                .setValue(value)
                .setCause(cause)
                .setRefereeDigest(scorer.equals("semantic") ? HASH : null)
                .setScoredAt(SAMPLED.plusSeconds(1))
                .setLatencyMs(12)
                .setDetail(outcome == ScoreOutcome.SCORED ? "{\"rule\":1}" : null)
                .build();
    }

    private static ByteBuffer notAbove0(ByteBuffer packed) {
        float[] values = PackedFloats.view(packed).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = -Math.abs(values[i]);
        }
        return PackedFloats.of(values).bytes();
    }

    private static ByteBuffer notBelow0(ByteBuffer packed) {
        float[] values = PackedFloats.view(packed).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return PackedFloats.of(values).bytes();
    }

    private static ByteBuffer floats(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            do {
                values[i] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(values[i]));
        }
        return PackedFloats.of(values).bytes();
    }
}
