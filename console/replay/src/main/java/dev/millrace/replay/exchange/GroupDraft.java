package dev.millrace.replay.exchange;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.advantage.GroupRewards;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line while its fields come in; at its end it becomes a group, if its parts belong together. */
final class GroupDraft {

    /** Stands in for a position where no topic ever held the trajectory. */
    private static final LogPosition NOWHERE = new LogPosition(-1, -1L);

    String groupId = "";
    String runId = "foreign";

    @Nullable
    Integer groupSize;

    final Prompt.Builder prompt =
            Prompt.newBuilder().setPromptId("").setText("").setTask(Task.UNDERSTANDING);
    ByteBuffer promptTokens = PackedInts.of().bytes();
    final List<TrajectoryDraft> trajectories = new ArrayList<>();
    final ExperienceDraft experience = new ExperienceDraft();
    final List<Drop> drops = new ArrayList<>();
    String digest = "";

    /**
     * @param where names the line
     * @throws InputException naming the field that does not fit
     */
    LoggedGroup build(String where) {
        GroupCheck check = new GroupCheck(where);
        trajectories.sort(Comparator.comparingInt(each -> each.index));
        int last = trajectories.isEmpty() ? -1 : trajectories.get(trajectories.size() - 1).index;
        int size = groupSize == null ? Math.max(1, last + 1) : groupSize;
        Prompt asked = prompt.setRunId(runId).build();
        List<LoggedTrajectory> logged = new ArrayList<>(trajectories.size());
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (TrajectoryDraft each : trajectories) {
            Trajectory trajectory = trajectory(each, asked, size);
            logged.add(new LoggedTrajectory(trajectory, each.source, each.scores(runId, groupId)));
            if (isCredited(each, check)) {
                credited.add(credited(each, GroupCheck.lengthOf(trajectory)));
            }
        }
        LoggedGroup group = group(asked, size, logged, credited);
        check.belongTogether(group);
        return group;
    }

    private LoggedGroup group(
            Prompt asked, int size, List<LoggedTrajectory> logged, List<ExperienceTrajectory> credited) {
        return new LoggedGroup(
                runId,
                groupId,
                size,
                logged,
                credited.isEmpty() ? null : experience(asked, size, credited),
                credited.isEmpty() ? null : experience.offset,
                drops.stream().map(this::named).toList(),
                digest);
    }

    /** Reward and advantage go together; the token advantages follow from the advantage where they are not given. */
    private static boolean isCredited(TrajectoryDraft draft, GroupCheck check) {
        String at = GroupFields.TRAJECTORIES + "(index " + draft.index + ").";
        if (draft.advantage == null && draft.tokenAdvantages != null) {
            throw check.wrong(at + GroupFields.ADVANTAGE, "must be there, as token_advantages is");
        }
        if (draft.advantage != null && (draft.reward == null || !GroupRewards.admits(draft.reward))) {
            throw check.wrong(
                    at + GroupFields.REWARD,
                    "must be a number within ±" + GroupRewards.LIMIT + ", as advantage is there; it is "
                            + draft.reward);
        }
        return draft.advantage != null;
    }

    private Drop named(Drop drop) {
        return Drop.newBuilder(drop).setRunId(runId).setGroupId(groupId).build();
    }

    private Trajectory trajectory(TrajectoryDraft draft, Prompt asked, int size) {
        return Trajectory.newBuilder()
                .setRunId(runId)
                .setGroupId(groupId)
                .setIndex(draft.index)
                .setGroupSize(size)
                .setPrompt(asked)
                .setPromptTokens(draft.promptTokens == null ? promptTokens : draft.promptTokens)
                .setTokens(draft.tokens)
                .setLogprobs(draft.logProbs)
                .setEntropies(draft.entropies)
                .setPolicyVersions(draft.versions)
                .setText(draft.text)
                .setFinishReason(draft.finish)
                .setTemperature(draft.temperature)
                .setSeed(draft.seed)
                .setWorker(draft.worker)
                .setSampledAt(draft.sampledAt)
                .setImage(draft.image)
                .setFlow(draft.flow)
                .setDependency(dependency(draft))
                .build();
    }

    private static @Nullable VisualDependency dependency(TrajectoryDraft draft) {
        if (!draft.strong.hasRemaining() && !draft.weak.hasRemaining()) {
            return null;
        }
        return new VisualDependency(
                draft.strong,
                draft.weak,
                draft.dependency.estimator,
                draft.dependency.maskSeed,
                draft.dependency.maskProbability,
                draft.dependency.noiseSigma,
                draft.dependency.policyVersion);
    }

    private Experience experience(Prompt asked, int size, List<ExperienceTrajectory> credited) {
        GroupRewards rewards = GroupRewards.of(
                credited.stream().mapToDouble(ExperienceTrajectory::getReward).toArray());
        return Experience.newBuilder()
                .setRunId(runId)
                .setGroupId(groupId)
                .setPromptId(asked.getPromptId())
                .setCategory(asked.getCategory())
                .setGroupSize(size)
                .setTrajectories(credited)
                .setClosed(experience.closed)
                .setEstimator(experience.estimator)
                .setReshaper(experience.reshaper)
                .setConfigDigest(experience.configDigest)
                .setRewardMean(experience.rewardMean == null ? rewards.mean() : experience.rewardMean)
                .setRewardStd(experience.rewardStd == null ? rewards.sampleDeviation() : experience.rewardStd)
                .setOpenedAt(experience.openedAt)
                .setClosedAt(experience.closedAt)
                .setCodeVersion(experience.codeVersion)
                .setRunSeed(experience.runSeed)
                .setAssembly(experience.assembly)
                .build();
    }

    private static ExperienceTrajectory credited(TrajectoryDraft draft, int length) {
        PackedInts versions = PackedInts.view(draft.versions);
        int[] sorted = versions.length() == 0 ? new int[1] : versions.toArray();
        Arrays.sort(sorted);
        double advantage = Objects.requireNonNull(draft.advantage);
        return ExperienceTrajectory.newBuilder()
                .setIndex(draft.index)
                .setSource(draft.source == null ? NOWHERE : draft.source)
                .setLength(length)
                .setMinVersion(sorted[0])
                .setMaxVersion(sorted[sorted.length - 1])
                .setComponents(Map.copyOf(draft.components))
                .setReward(Objects.requireNonNull(draft.reward))
                .setAdvantage(advantage)
                .setTokenWeights(draft.tokenWeights)
                .setRobustDependency(draft.robustDependency)
                .setGuard(draft.guard)
                .setTokenAdvantages(
                        draft.tokenAdvantages == null
                                ? LoggedExperience.same(advantage, length)
                                : draft.tokenAdvantages)
                .build();
    }
}
