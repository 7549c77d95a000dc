package dev.millrace.streams.assembly;

import dev.millrace.streams.credit.RewardedTrajectory;
import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The trajectories of a group that ends, sorted by what can be done with them. Lives for one settlement. */
final class Muster {

    /** A trajectory that has a reward. */
    record Candidate(HeldTrajectory.Usable trajectory, Judgement.Rewarded judgement) {}

    private final PromptFacts prompt;
    private final int arrived;
    private final DropLedger refused = new DropLedger();
    private final DropLedger lacking = new DropLedger();
    private final List<Integer> usable = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();

    /** Musters a group of which at least one trajectory has come. */
    Muster(GroupState state, ScoreJudge judge) {
        this.prompt = Objects.requireNonNull(state.prompt(), "a group with trajectories knows its prompt");
        this.arrived = state.trajectories().size();
        Set<String> silent = silent(state);
        List<HeldScore> scores = state.scores();
        int from = 0;
        for (HeldTrajectory trajectory : state.trajectories()) {
            from = next(scores, from, trajectory.index());
            int to = next(scores, from, trajectory.index() + 1);
            if (trajectory instanceof HeldTrajectory.Refused bad) {
                refused.add(bad.index(), bad.reason(), bad.detail());
            } else {
                sort(
                        (HeldTrajectory.Usable) trajectory,
                        judge.judge(prompt.output(), scores.subList(from, to), silent));
            }
            from = to;
        }
    }

    /** The first place, not before {@code from}, of a score of this index or a later one. */
    private static int next(List<HeldScore> scores, int from, int index) {
        int at = from;
        while (at < scores.size() && scores.get(at).index() < index) {
            at++;
        }
        return at;
    }

    /** The scorers that abstained for a trajectory that can be used. */
    private static Set<String> silent(GroupState state) {
        Set<String> silent = Set.of();
        for (HeldScore score : state.scores()) {
            if (score.verdict() instanceof Verdict.Abstained
                    && state.trajectory(score.index()) instanceof HeldTrajectory.Usable) {
                silent = silent.isEmpty() ? new TreeSet<>() : silent;
                silent.add(score.scorer());
            }
        }
        return silent;
    }

    private void sort(HeldTrajectory.Usable trajectory, Judgement judgement) {
        usable.add(trajectory.index());
        if (judgement instanceof Judgement.Lacking without) {
            lacking.add(trajectory.index(), without.reason(), without.detail());
        } else {
            candidates.add(new Candidate(trajectory, (Judgement.Rewarded) judgement));
        }
    }

    PromptFacts prompt() {
        return prompt;
    }

    /** Trajectories that came, the refused ones included. */
    int arrived() {
        return arrived;
    }

    /** Trajectories that never came. */
    int missing() {
        return prompt.groupSize() - arrived;
    }

    /** Trajectories that came and were bad. */
    DropLedger refused() {
        return refused;
    }

    /** Usable trajectories without a reward. */
    DropLedger lacking() {
        return lacking;
    }

    /** Indices of all that were not refused, in their order. */
    List<Integer> usable() {
        return usable;
    }

    /** Those with a reward, in order of index. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** Indices of those with a reward, in their order. */
    List<Integer> rewardedIndices() {
        List<Integer> indices = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            indices.add(candidate.trajectory().index());
        }
        return indices;
    }

    /** The candidates as they are credited, in their order. */
    List<RewardedTrajectory> rewarded() {
        List<RewardedTrajectory> rewarded = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            HeldTrajectory.Usable trajectory = candidate.trajectory();
            rewarded.add(new RewardedTrajectory(
                    trajectory.index(),
                    trajectory.length(),
                    candidate.judgement().components(),
                    candidate.judgement().reward(),
                    trajectory.measures()));
        }
        return rewarded;
    }

    /** How many of the group are left, for the details of drops. */
    String count() {
        return candidates.size() + " of " + prompt.groupSize() + " trajectories can be trained"
                + (missing() > 0 ? ", " + missing() + " never came" : "");
    }
}
