package dev.millrace.streams.assembly;

import dev.millrace.streams.credit.RewardedTrajectory;
import dev.millrace.streams.reward.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The trajectories of a group that ends, sorted by what can be done with them. Lives for one settlement. */
final class Muster {

    /** A trajectory that has a reward. */
    record Candidate(HeldTrajectory.Usable trajectory, Judgement.Rewarded judgement) {}

    private final PromptFacts prompt;
    private final int arrived;
    private final DropLedger refused = new DropLedger();
    private final DropLedger lacking = new DropLedger();
    private final Set<Integer> usable = new TreeSet<>();
    private final SortedMap<Integer, Candidate> candidates = new TreeMap<>();

    /** Musters a group of which at least one trajectory has come. */
    Muster(GroupState state, ScoreJudge judge) {
        this.prompt = Objects.requireNonNull(state.prompt(), "a group with trajectories knows its prompt");
        this.arrived = state.trajectories().size();
        Set<String> silent = silent(state);
        for (HeldTrajectory trajectory : state.trajectories()) {
            if (trajectory instanceof HeldTrajectory.Refused bad) {
                refused.add(bad.index(), bad.reason(), bad.detail());
            } else {
                sort(
                        (HeldTrajectory.Usable) trajectory,
                        judge.judge(prompt.output(), scorer -> state.score(trajectory.index(), scorer), silent));
            }
        }
    }

    /** The scorers that abstained for a trajectory that can be used. */
    private static Set<String> silent(GroupState state) {
        Set<String> silent = new TreeSet<>();
        for (HeldScore score : state.scores()) {
            if (score.verdict() instanceof Verdict.Abstained
                    && state.trajectory(score.index()) instanceof HeldTrajectory.Usable) {
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
            candidates.put(trajectory.index(), new Candidate(trajectory, (Judgement.Rewarded) judgement));
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

    /** Indices of all that were not refused. */
    Set<Integer> usable() {
        return usable;
    }

    /** Those with a reward, by index. */
    SortedMap<Integer, Candidate> candidates() {
        return candidates;
    }

    List<RewardedTrajectory> rewarded() {
        return candidates.values().stream()
                .map(candidate -> new RewardedTrajectory(
                        candidate.trajectory().index(),
                        candidate.trajectory().length(),
                        candidate.judgement().components(),
                        candidate.judgement().reward(),
                        candidate.trajectory().measures()))
                .toList();
    }

    /** How many of the group are left, for the details of drops. */
    String count() {
        return candidates.size() + " of " + prompt.groupSize() + " trajectories can be trained"
                + (missing() > 0 ? ", " + missing() + " never came" : "");
    }
}
