package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.policy.text.DistinctSequences;
import java.util.List;

/**
 * Trajectories of a group that go through the policy together.
 *
 * @param group the whole of it, which says what they share
 * @param trajectories some of its trajectories, at least one
 * @param distinct the kinds of their answers: equal ones go through the policy once
 */
record GroupPart(TrainableGroup group, List<TrainableTrajectory> trajectories, DistinctSequences distinct) {

    GroupPart {
        trajectories = List.copyOf(trajectories);
    }

    static GroupPart of(TrainableGroup group, List<TrainableTrajectory> trajectories) {
        return new GroupPart(
                group,
                trajectories,
                DistinctSequences.of(
                        trajectories.stream().map(TrainableTrajectory::tokens).toList()));
    }

    static GroupPart whole(TrainableGroup group) {
        return of(group, group.trajectories());
    }

    /** Sequences that go through the policy. */
    int rows() {
        return distinct.count();
    }

    /** Positions that go through the policy: the prompt's once, and those of each kind of answer. */
    long positions() {
        return group.prompt().length()
                + distinct.firsts().stream()
                        .mapToLong(place -> trajectories.get(place).length())
                        .sum();
    }

    /** Response tokens of its trajectories. */
    long tokens() {
        return trajectories.stream().mapToLong(TrainableTrajectory::length).sum();
    }
}
