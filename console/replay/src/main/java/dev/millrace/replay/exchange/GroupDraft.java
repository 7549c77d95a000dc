package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.advantage.GroupRewards;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line while its fields come in; at its end it becomes a group, if its parts belong together. */
final class GroupDraft {

    /** Stands in for a position where no topic ever held the trajectory. */
    private static final LogPosition NOWHERE = new LogPosition(-1, -1L);

    private static final String FOREIGN_RUN = "foreign";

    final RecordDraft group = GroupForms.GROUP.draft().set(RUN_ID, FOREIGN_RUN);
    final RecordDraft prompt = GroupForms.PROMPT_FORM.draft().set("task", Task.UNDERSTANDING);
    final RecordDraft experience = GroupForms.EXPERIENCE_FORM.draft();
    final List<TrajectoryDraft> trajectories = new ArrayList<>();
    final List<RecordDraft> drops = new ArrayList<>();
    ByteBuffer promptTokens = PackedInts.of().bytes();
    String digest = "";

    @Nullable
    Long experienceOffset;

    /**
     * @param where names the line
     * @throws InputException naming the field that does not fit
     */
    LoggedGroup build(String where) {
        GroupCheck check = new GroupCheck(where);
        trajectories.sort(Comparator.comparingInt(TrajectoryDraft::index));
        int last = trajectories.isEmpty()
                ? -1
                : trajectories.get(trajectories.size() - 1).index();
        group.setIfAbsent(GROUP_SIZE, Math.max(1, last + 1)).setIfAbsent(GROUP_ID, "");
        Prompt asked = prompt.set(RUN_ID, run()).build(Prompt.class);
        List<LoggedTrajectory> logged = new ArrayList<>(trajectories.size());
        List<ExperienceTrajectory> credited = new ArrayList<>();
        for (TrajectoryDraft each : trajectories) {
            Trajectory trajectory = trajectory(each, asked);
            logged.add(new LoggedTrajectory(trajectory, each.source, each.scores(run(), id())));
            if (isCredited(each, check)) {
                credited.add(credited(each, trajectory));
            }
        }
        LoggedGroup whole = group.set(TRAJECTORIES, logged)
                .set(EXPERIENCE, credited.isEmpty() ? null : experience(asked, credited))
                .set("experience_offset", credited.isEmpty() ? null : experienceOffset)
                .set(
                        DROPS,
                        drops.stream()
                                .map(drop -> named(drop).build(Drop.class))
                                .toList())
                .set(DIGEST, digest)
                .build(LoggedGroup.class);
        check.belongTogether(whole);
        return whole;
    }

    private String run() {
        return Objects.requireNonNull(group.get(RUN_ID, String.class));
    }

    private String id() {
        return Objects.requireNonNull(group.get(GROUP_ID, String.class));
    }

    private int size() {
        return Objects.requireNonNull(group.get(GROUP_SIZE, Integer.class));
    }

    private RecordDraft named(RecordDraft record) {
        return record.set(RUN_ID, run()).set(GROUP_ID, id());
    }

    /** Reward and advantage go together; the token advantages follow from the advantage where they are not given. */
    private static boolean isCredited(TrajectoryDraft draft, GroupCheck check) {
        String at = TRAJECTORIES + "(index " + draft.index() + ").";
        if (!draft.credit.has(ADVANTAGE) && draft.credit.has(TOKEN_ADVANTAGES)) {
            throw check.wrong(at + ADVANTAGE, "must be there, as token_advantages is");
        }
        Double reward = draft.credit.get(REWARD, Double.class);
        if (draft.credit.has(ADVANTAGE) && (reward == null || !GroupRewards.admits(reward))) {
            throw check.wrong(
                    at + REWARD,
                    "must be a number within ±" + GroupRewards.LIMIT + ", as advantage is there; it is " + reward);
        }
        return draft.credit.has(ADVANTAGE);
    }

    private Trajectory trajectory(TrajectoryDraft draft, Prompt asked) {
        return named(draft.trajectory)
                .set(GROUP_SIZE, size())
                .set(PROMPT, asked)
                .setIfAbsent(PROMPT_TOKENS, promptTokens)
                .set(DEPENDENCY, draft.measured())
                .build(Trajectory.class);
    }

    private Experience experience(Prompt asked, List<ExperienceTrajectory> credited) {
        GroupRewards rewards = GroupRewards.of(
                credited.stream().mapToDouble(ExperienceTrajectory::getReward).toArray());
        return named(experience)
                .set("prompt_id", asked.getPromptId())
                .set("category", asked.getCategory())
                .set(GROUP_SIZE, size())
                .set(TRAJECTORIES, credited)
                .setIfAbsent("reward_mean", rewards.mean())
                .setIfAbsent("reward_std", rewards.sampleDeviation())
                .build(Experience.class);
    }

    private static ExperienceTrajectory credited(TrajectoryDraft draft, Trajectory trajectory) {
        PackedInts versions = PackedInts.view(trajectory.getPolicyVersions());
        int[] sorted = versions.length() == 0 ? new int[1] : versions.toArray();
        Arrays.sort(sorted);
        int length = GroupCheck.lengthOf(trajectory);
        double advantage = Objects.requireNonNull(draft.credit.get(ADVANTAGE, Double.class));
        return draft.credit
                .set(INDEX, draft.index())
                .set(SOURCE, draft.source == null ? NOWHERE : draft.source)
                .set("length", length)
                .set("min_version", sorted[0])
                .set("max_version", sorted[sorted.length - 1])
                .setIfAbsent(TOKEN_ADVANTAGES, LoggedExperience.same(advantage, length))
                .build(ExperienceTrajectory.class);
    }
}
