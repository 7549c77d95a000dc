package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An open group. Immutable.
 *
 * @param openedAt wall-clock time of its first record
 * @param deadline wall-clock time at which it closes at the latest
 * @param prompt what its trajectories say of it; null before the first of them
 * @param trajectories in order of index
 * @param scores in order of trajectory and scorer
 */
public record GroupState(
        Instant openedAt,
        Instant deadline,
        @Nullable PromptFacts prompt,
        List<HeldTrajectory> trajectories,
        List<HeldScore> scores) {

    /** A group of which nothing has come yet. */
    static GroupState open(Instant now, Duration deadline) {
        return new GroupState(now, now.plus(deadline), null, List.of(), List.of());
    }

    /** A group of which this has come. Of two scores of one scorer for one trajectory the last counts. */
    public static GroupState of(
            Instant openedAt,
            Instant deadline,
            @Nullable PromptFacts prompt,
            List<HeldTrajectory> trajectories,
            List<HeldScore> scores) {
        return new GroupState(
                openedAt,
                deadline,
                prompt,
                InOrder.of(trajectories, HeldTrajectory::index, Comparator.<Integer>naturalOrder()),
                InOrder.of(scores, score -> score, HeldScore.BY_TRAJECTORY_AND_SCORER));
    }

    /** Takes a trajectory: the first of an index stays. */
    Reception receive(PromptFacts facts, HeldTrajectory trajectory) {
        if (prompt != null && prompt.groupSize() != facts.groupSize()) {
            return new Reception.Misfit("trajectory " + trajectory.index() + " says group_size " + facts.groupSize()
                    + ", those before it said " + prompt.groupSize());
        }
        int place = place(trajectory.index());
        if (place >= 0) {
            return new Reception.Known("trajectory " + trajectory.index());
        }
        return new Reception.Kept(new GroupState(
                openedAt,
                deadline,
                prompt == null ? facts : prompt,
                InOrder.with(trajectories, place, trajectory),
                scores));
    }

    /**
     * Takes scores, as if one came after the other: the first of a scorer stays, unless it was a failure and this is the retry.
     *
     * @param aside hears of each that is not kept, and why
     * @return the group with those that are kept; this one if none is
     */
    GroupState receive(List<HeldScore> said, BiConsumer<HeldScore, Reception.Aside> aside) {
        List<HeldScore> more = new ArrayList<>(scores.size() + said.size());
        more.addAll(scores);
        boolean changed = false;
        for (HeldScore score : said) {
            int place = place(more, score.index(), score.scorer());
            Reception.Aside reason = reasonAgainst(score, place < 0 ? null : more.get(place));
            if (reason != null) {
                aside.accept(score, reason);
                continue;
            }
            changed = true;
            if (place < 0) {
                more.add(-place - 1, score);
            } else {
                more.set(place, score);
            }
        }
        return changed
                ? new GroupState(openedAt, deadline, prompt, trajectories, Collections.unmodifiableList(more))
                : this;
    }

    /** Why a score is not kept; null if it is. */
    private Reception.@Nullable Aside reasonAgainst(HeldScore score, @Nullable HeldScore before) {
        if (prompt != null && score.index() >= prompt.groupSize()) {
            return new Reception.Misfit("the score of " + score.scorer() + " is about trajectory " + score.index()
                    + ", but the group has " + prompt.groupSize());
        }
        if (before == null) {
            return null;
        }
        if (sameVerdict(before.verdict(), score.verdict())) {
            return new Reception.Known("score of " + score.scorer() + " for trajectory " + score.index());
        }
        return before.verdict() instanceof Verdict.Failed
                ? null
                : new Reception.Contradicts(
                        score.scorer() + " said " + before.verdict() + " before and now " + score.verdict());
    }

    /** The trajectory of an index; null if it has not come. */
    @Nullable
    HeldTrajectory trajectory(int index) {
        int place = place(index);
        return place < 0 ? null : trajectories.get(place);
    }

    private int place(int index) {
        return InOrder.find(trajectories, held -> Integer.compare(held.index(), index));
    }

    private static int place(List<HeldScore> scores, int index, String scorer) {
        return InOrder.find(scores, score -> score.compareTo(index, scorer));
    }

    /**
     * Whether all trajectories are there and each required scorer has spoken for each usable one.
     *
     * @param requirement the scorers by what the trajectories are
     */
    boolean complete(Requirement requirement) {
        if (prompt == null || trajectories.size() < prompt.groupSize()) {
            return false;
        }
        Set<String> required = requirement.of(prompt.output());
        for (HeldTrajectory trajectory : trajectories) {
            if (trajectory instanceof HeldTrajectory.Usable && !spoken(trajectory.index(), required)) {
                return false;
            }
        }
        return true;
    }

    private boolean spoken(int index, Set<String> required) {
        for (String scorer : required) {
            if (place(scores, index, scorer) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What the group still waits for, in words, for the watchdog. */
    public String waitsFor(Requirement requirement) {
        Set<String> required = prompt == null ? Set.of() : requirement.of(prompt.output());
        int missing = prompt == null ? 0 : prompt.groupSize() - trajectories.size();
        StringBuilder words = new StringBuilder();
        words.append(prompt == null ? "all trajectories" : missing > 0 ? missing + " trajectories" : "");
        for (String scorer : required) {
            TreeSet<Integer> silent = new TreeSet<>();
            for (HeldTrajectory trajectory : trajectories) {
                if (trajectory instanceof HeldTrajectory.Usable && place(scores, trajectory.index(), scorer) < 0) {
                    silent.add(trajectory.index());
                }
            }
            if (!silent.isEmpty()) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(scorer)
                        .append(" for ")
                        .append(silent);
            }
        }
        return words.toString();
    }

    /** Two failures or two abstentions say the same, whatever their words. */
    private static boolean sameVerdict(Verdict one, Verdict other) {
        if (one instanceof Verdict.Scored a && other instanceof Verdict.Scored b) {
            return a.value() == b.value();
        }
        return one.getClass() == other.getClass();
    }
}
