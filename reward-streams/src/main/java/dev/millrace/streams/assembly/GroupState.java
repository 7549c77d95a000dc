package dev.millrace.streams.assembly;

import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An open group. Immutable: the maps it is made of are its own from then on, and nobody changes them.
 *
 * @param openedAt wall-clock time of its first record
 * @param deadline wall-clock time at which it closes at the latest
 * @param prompt what its trajectories say of it; null before the first of them
 * @param trajectories by index
 * @param scores by trajectory and scorer
 */
public record GroupState(
        Instant openedAt,
        Instant deadline,
        @Nullable PromptFacts prompt,
        SortedMap<Integer, HeldTrajectory> trajectories,
        SortedMap<HeldScore.Key, HeldScore> scores) {

    /** By index. */
    @Override
    public SortedMap<Integer, HeldTrajectory> trajectories() {
        return Collections.unmodifiableSortedMap(trajectories);
    }

    /** By trajectory and scorer. */
    @Override
    public SortedMap<HeldScore.Key, HeldScore> scores() {
        return Collections.unmodifiableSortedMap(scores);
    }

    /** A group of which nothing has come yet. */
    static GroupState open(Instant now, Duration deadline) {
        return new GroupState(now, now.plus(deadline), null, new TreeMap<>(), new TreeMap<>());
    }

    /** A group of which this has come. Of two scores of one scorer for one trajectory the last counts. */
    public static GroupState of(
            Instant openedAt,
            Instant deadline,
            PromptFacts prompt,
            List<HeldTrajectory> trajectories,
            List<HeldScore> scores) {
        SortedMap<Integer, HeldTrajectory> byIndex = new TreeMap<>();
        trajectories.forEach(each -> byIndex.put(each.index(), each));
        SortedMap<HeldScore.Key, HeldScore> byKey = new TreeMap<>();
        scores.forEach(each -> byKey.put(each.key(), each));
        return new GroupState(openedAt, deadline, prompt, byIndex, byKey);
    }

    /** Takes a trajectory: the first of an index stays. */
    Reception receive(PromptFacts facts, HeldTrajectory trajectory) {
        if (prompt != null && prompt.groupSize() != facts.groupSize()) {
            return new Reception.Misfit("trajectory " + trajectory.index() + " says group_size " + facts.groupSize()
                    + ", those before it said " + prompt.groupSize());
        }
        if (trajectories.containsKey(trajectory.index())) {
            return new Reception.Known("trajectory " + trajectory.index());
        }
        TreeMap<Integer, HeldTrajectory> more = new TreeMap<>(trajectories);
        more.put(trajectory.index(), trajectory);
        return new Reception.Kept(
                new GroupState(openedAt, deadline, prompt == null ? facts : prompt, more, lighter(trajectory.index())));
    }

    /** The scores; those of a trajectory that is there now without what only orphans need. */
    private SortedMap<HeldScore.Key, HeldScore> lighter(int index) {
        if (of(index).isEmpty()) {
            return scores;
        }
        TreeMap<HeldScore.Key, HeldScore> lighter = new TreeMap<>(scores);
        lighter.replaceAll((key, score) -> score.index() == index ? score.withoutProvenance() : score);
        return lighter;
    }

    private SortedMap<HeldScore.Key, HeldScore> of(int index) {
        return scores.subMap(new HeldScore.Key(index, ""), new HeldScore.Key(index + 1, ""));
    }

    /** Takes a score: the first of a scorer stays, unless it was a failure and this is the retry. */
    Reception receive(HeldScore score) {
        if (prompt != null && score.index() >= prompt.groupSize()) {
            return new Reception.Misfit("the score of " + score.scorer() + " is about trajectory " + score.index()
                    + ", but the group has " + prompt.groupSize());
        }
        HeldScore before = scores.get(score.key());
        if (before != null) {
            if (sameVerdict(before.verdict(), score.verdict())) {
                return new Reception.Known("score of " + score.scorer() + " for trajectory " + score.index());
            }
            if (!(before.verdict() instanceof Verdict.Failed)) {
                return new Reception.Contradicts(
                        score.scorer() + " said " + before.verdict() + " before and now " + score.verdict());
            }
        }
        TreeMap<HeldScore.Key, HeldScore> more = new TreeMap<>(scores);
        more.put(score.key(), trajectories.containsKey(score.index()) ? score.withoutProvenance() : score);
        return new Reception.Kept(new GroupState(openedAt, deadline, prompt, trajectories, more));
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
        for (HeldTrajectory trajectory : trajectories.values()) {
            if (trajectory instanceof HeldTrajectory.Usable && !spoken(trajectory.index(), required)) {
                return false;
            }
        }
        return true;
    }

    private boolean spoken(int index, Set<String> required) {
        for (String scorer : required) {
            if (!scores.containsKey(new HeldScore.Key(index, scorer))) {
                return false;
            }
        }
        return true;
    }

    /** The scores of one trajectory by scorer. */
    Map<String, HeldScore> scoresOf(int index) {
        Map<String, HeldScore> mine = new HashMap<>();
        of(index).values().forEach(score -> mine.put(score.scorer(), score));
        return mine;
    }

    /** What the group still waits for, in words, for the watchdog. */
    public String waitsFor(Requirement requirement) {
        Set<String> required = prompt == null ? Set.of() : requirement.of(prompt.output());
        int missing = prompt == null ? 0 : prompt.groupSize() - trajectories.size();
        StringBuilder words = new StringBuilder();
        words.append(prompt == null ? "all trajectories" : missing > 0 ? missing + " trajectories" : "");
        for (String scorer : required) {
            TreeSet<Integer> silent = new TreeSet<>();
            for (HeldTrajectory trajectory : trajectories.values()) {
                if (trajectory instanceof HeldTrajectory.Usable
                        && !scores.containsKey(new HeldScore.Key(trajectory.index(), scorer))) {
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
