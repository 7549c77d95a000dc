package dev.millrace.learner.experience;

import dev.millrace.policy.PolicyInput;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One group on its way from the experience log to a batch: first it says which trajectories it needs, then it takes them.
 * Belongs to one thread.
 */
final class GroupReading {

    private final Experience experience;
    private final TrajectoryCheck check;
    private final List<ExperienceTrajectory> wanted = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();

    GroupReading(Experience experience, TrajectoryCheck check) {
        this.experience = experience;
        this.check = check;
        for (ExperienceTrajectory trajectory : experience.getTrajectories()) {
            check.staleness(trajectory).ifPresentOrElse(rejections::add, () -> wanted.add(trajectory));
        }
    }

    /** Where the trajectories lie that are worth fetching. */
    List<LogPosition> positions() {
        return wanted.stream().map(ExperienceTrajectory::getSource).toList();
    }

    /**
     * Takes what lies at the positions.
     *
     * @param fetched as many as positions, in their order
     */
    ReadGroup read(List<TrajectorySource.Fetched> fetched, PromptSource prompts) {
        List<TrainableTrajectory> passed = new ArrayList<>();
        Optional<Trajectory> first = Optional.empty();
        for (int i = 0; i < wanted.size(); i++) {
            ExperienceTrajectory reference = wanted.get(i);
            if (fetched.get(i) instanceof TrajectorySource.Fetched.Missing missing) {
                rejections.add(new Rejection(reference.getIndex(), DropReason.UNREADABLE, missing.cause()));
            } else if (fetched.get(i) instanceof TrajectorySource.Fetched.Found found) {
                TrajectoryCheck.Result result = check.check(experience, reference, found.trajectory());
                if (result instanceof TrajectoryCheck.Result.Passed ok) {
                    Trajectory record = found.trajectory();
                    if (first.isPresent() && !isAskedAlike(first.get(), record)) {
                        rejections.add(new Rejection(
                                reference.getIndex(),
                                DropReason.MISMATCH,
                                "its prompt has other tokens or other places of images than that of trajectory "
                                        + first.get().getIndex() + " of its group"));
                        continue;
                    }
                    add(ok.trajectory(), passed);
                    first = first.or(() -> Optional.of(record));
                } else if (result instanceof TrajectoryCheck.Result.Failed failed) {
                    rejections.add(failed.rejection());
                }
            }
        }
        Optional<TrainableGroup> trainable = first.flatMap(record -> group(record, passed, prompts));
        rejections.sort(Comparator.comparingInt(Rejection::index));
        return new ReadGroup(new GroupId(experience.getGroupId()), trainable, rejections);
    }

    /** What a group is asked is read once, so it must be the same. */
    private static boolean isAskedAlike(Trajectory one, Trajectory other) {
        return one.getPromptTokens().equals(other.getPromptTokens())
                && one.getImageRuns().equals(other.getImageRuns());
    }

    private void add(TrainableTrajectory trajectory, List<TrainableTrajectory> passed) {
        if (passed.isEmpty() || passed.get(0).conditions().equals(trajectory.conditions())) {
            passed.add(trajectory);
        } else {
            rejections.add(new Rejection(
                    trajectory.id().index(),
                    DropReason.UNREADABLE,
                    "it was sampled " + trajectory.conditions() + ", others of its group "
                            + passed.get(0).conditions()));
        }
    }

    private Optional<TrainableGroup> group(Trajectory record, List<TrainableTrajectory> passed, PromptSource prompts) {
        PolicyInput prompt;
        try {
            prompt = prompts.prompt(record);
        } catch (UnreadablePromptException e) {
            passed.forEach(trajectory ->
                    rejections.add(new Rejection(trajectory.id().index(), e.reason(), String.valueOf(e.getMessage()))));
            return Optional.empty();
        }
        return Optional.of(new TrainableGroup(
                new GroupId(experience.getGroupId()),
                prompt,
                experience.getRewardMean(),
                experience.getRewardStd(),
                passed));
    }
}
