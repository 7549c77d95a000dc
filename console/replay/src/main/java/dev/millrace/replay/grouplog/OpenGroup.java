package dev.millrace.replay.grouplog;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has been seen of a group so far. */
final class OpenGroup {

    private final String id;
    private final SortedMap<Integer, LogPosition> trajectories = new TreeMap<>();
    private final List<Score> scores = new ArrayList<>();
    private final List<Score> late = new ArrayList<>();
    private final List<Drop> drops = new ArrayList<>();
    private int groupSize;
    private boolean isSelected;
    private boolean isSettled;
    private @Nullable Experience experience;
    private @Nullable Long experienceOffset;

    OpenGroup(String id) {
        this.id = id;
    }

    /** @param isInRange whether the record lies in the range; the first trajectory decides for its group */
    void trajectory(int index, int size, LogPosition position, boolean isInRange) {
        if (trajectories.isEmpty()) {
            isSelected = isInRange;
            groupSize = size;
        }
        // Published twice, the first counts, as in the assembly.
        trajectories.putIfAbsent(index, position);
    }

    void score(Score score) {
        scores.add(score);
    }

    void late(Score score) {
        late.add(score);
    }

    /** Returns whether this settles the group. */
    boolean drop(Drop drop) {
        drops.add(drop);
        return drop.getWholeGroup() && settle();
    }

    /** Returns whether this settles the group. */
    boolean experience(Experience record, long offset) {
        if (experience == null) {
            experience = record;
            experienceOffset = offset;
        }
        return settle();
    }

    private boolean settle() {
        boolean first = !isSettled;
        isSettled = true;
        return first;
    }

    String id() {
        return id;
    }

    int groupSize() {
        return groupSize;
    }

    boolean isSelected() {
        return isSelected;
    }

    boolean isSettled() {
        return isSettled;
    }

    SortedMap<Integer, LogPosition> trajectories() {
        return trajectories;
    }

    @Nullable
    Experience experience() {
        return experience;
    }

    @Nullable
    Long experienceOffset() {
        return experienceOffset;
    }

    List<Drop> drops() {
        return drops;
    }

    int lateScores() {
        return late.size();
    }

    /** The scores of one trajectory: for each scorer the one that counted, then those that came too late. */
    List<LoggedScore> scores(int index) {
        SortedMap<String, Score> counted = new TreeMap<>();
        List<LoggedScore> tooLate = new ArrayList<>();
        for (Score score : scores) {
            if (score.getIndex() == index && !wasLate(score)) {
                // As in the assembly: the first of a scorer stays, unless it was a failure and this is the retry.
                counted.merge(
                        score.getScorer(),
                        score,
                        (before, now) ->
                                before.getOutcome() == ScoreOutcome.FAILED && now.getOutcome() != ScoreOutcome.FAILED
                                        ? now
                                        : before);
            }
        }
        for (Score score : late) {
            if (score.getIndex() == index) {
                tooLate.add(new LoggedScore(score, true));
            }
        }
        List<LoggedScore> all = new ArrayList<>();
        counted.values().forEach(score -> all.add(new LoggedScore(score, false)));
        tooLate.sort(Comparator.comparing(score -> score.getScore().getScorer()));
        all.addAll(tooLate);
        return all;
    }

    private boolean wasLate(Score score) {
        return late.stream()
                .anyMatch(other -> other.getIndex() == score.getIndex()
                        && other.getScorer().equals(score.getScorer())
                        && other.getOutcome() == score.getOutcome()
                        && Objects.equals(other.getValue(), score.getValue())
                        && other.getScoredAt().equals(score.getScoredAt()));
    }
}
