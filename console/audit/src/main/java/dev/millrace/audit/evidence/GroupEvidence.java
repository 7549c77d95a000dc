package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedInts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All that the topics hold of one group, each list in the order of its log. */
public final class GroupEvidence {

    /** Who drops groups that no experience was made of, or parts of those. */
    public static final String LEARNER = "learner";

    private final GroupId id;
    private final SortedMap<Integer, List<LoggedTrajectory>> trajectories = new TreeMap<>();
    private final SortedMap<Integer, List<Integer>> trained = new TreeMap<>();
    private final List<LoggedScore> scores = new ArrayList<>();
    private final List<Logged<Experience>> experiences = new ArrayList<>();
    private final List<Logged<Drop>> drops = new ArrayList<>();
    private final List<Logged<LateScore>> late = new ArrayList<>();
    private @Nullable String prompt;

    GroupEvidence(GroupId id) {
        this.id = id;
    }

    static GroupEvidence of(String id) {
        return new GroupEvidence(new GroupId(id));
    }

    void setPrompt(String id) {
        prompt = id;
    }

    /** A step made a version of it. */
    void addTrained(int version, ByteBuffer packed) {
        PackedInts indices = PackedInts.view(packed);
        for (int i = 0; i < indices.length(); i++) {
            trained.computeIfAbsent(indices.at(i), index -> new ArrayList<>(1)).add(version);
        }
    }

    void add(LoggedTrajectory trajectory) {
        trajectories
                .computeIfAbsent(trajectory.id().index(), index -> new ArrayList<>(1))
                .add(trajectory);
    }

    void add(LoggedScore score) {
        scores.add(score);
    }

    void addExperience(Logged<Experience> experience) {
        experiences.add(experience);
    }

    void addDrop(Logged<Drop> drop) {
        drops.add(drop);
    }

    void addLate(Logged<LateScore> score) {
        late.add(score);
    }

    public GroupId id() {
        return id;
    }

    /** The id of the prompt that lies where the group says; null if the log holds none there. */
    public @Nullable String prompt() {
        return prompt;
    }

    /** By index, the versions whose steps trained a trajectory, one entry for each time. */
    public SortedMap<Integer, List<Integer>> trained() {
        return Collections.unmodifiableSortedMap(trained);
    }

    /** Whether any record is about the group, a step that trained it included; not so of a prompt alone. */
    boolean isNamed() {
        return isRecorded() || !trained.isEmpty();
    }

    /** Whether a record is of the group, and not only a step that names it. */
    public boolean isRecorded() {
        return !(trajectories.isEmpty()
                && scores.isEmpty()
                && experiences.isEmpty()
                && drops.isEmpty()
                && late.isEmpty());
    }

    /** The group with the scores that it could use: without those that stand among the late ones. */
    public GroupEvidence inTime() {
        GroupEvidence group = new GroupEvidence(id);
        group.trajectories.putAll(trajectories);
        group.scores.addAll(scores);
        for (Logged<LateScore> each : late) {
            for (int i = group.scores.size() - 1; i >= 0; i--) { // the last one: the same may have been said in time
                if (group.scores.get(i).saysTheSameAs(each.value().getScore())) {
                    group.scores.remove(i);
                    break;
                }
            }
        }
        return group;
    }

    /** By index; more than one record of an index is a repetition. */
    public SortedMap<Integer, List<LoggedTrajectory>> trajectories() {
        return Collections.unmodifiableSortedMap(trajectories);
    }

    public List<LoggedScore> scores() {
        return Collections.unmodifiableList(scores);
    }

    /** At most one, if all is well. */
    public List<Logged<Experience>> experiences() {
        return Collections.unmodifiableList(experiences);
    }

    public List<Logged<Drop>> drops() {
        return Collections.unmodifiableList(drops);
    }

    public List<Logged<LateScore>> late() {
        return Collections.unmodifiableList(late);
    }

    /** The indices that drops of other roles than the learner account for. */
    public SortedSet<Integer> droppedBeforeTheLearner() {
        return dropped(drop -> !drop.getDroppedBy().equals(LEARNER));
    }

    private SortedSet<Integer> dropped(Predicate<Drop> which) {
        TreeSet<Integer> dropped = new TreeSet<>();
        for (Logged<Drop> drop : drops) {
            if (which.test(drop.value())) {
                indices(drop.value()).forEach(dropped::add);
            }
        }
        return dropped;
    }

    /** Whether somebody said that nothing of the group will be trained, before it came to the learner. */
    public boolean isDroppedWhole() {
        return drops.stream()
                .anyMatch(drop -> drop.value().getWholeGroup()
                        && !drop.value().getDroppedBy().equals(LEARNER));
    }

    public boolean isClosed() {
        return !experiences.isEmpty() || isDroppedWhole();
    }

    /** Whether its outputs are images. */
    public boolean isOfImages() {
        return trajectories.values().stream().anyMatch(records -> records.get(0).isImage());
    }

    /** Whether a scorer abstained from one of its trajectories: what it says of the others is left out then. */
    public boolean isAbstaining(String scorer) {
        return scores.stream()
                .anyMatch(score -> score.scorer().equals(scorer) && score.outcome() == ScoreOutcome.ABSTAINED);
    }

    /** The indices of a drop. */
    public static List<Integer> indices(Drop drop) {
        PackedInts packed = PackedInts.view(drop.getIndices());
        List<Integer> indices = new ArrayList<>(packed.length());
        for (int i = 0; i < packed.length(); i++) {
            indices.add(packed.at(i));
        }
        return indices;
    }

    /**
     * The verdict that counts: the first of a scorer about a trajectory, or, as long as it only failed, its first other
     * one.
     */
    public Optional<LoggedScore> verdict(int index, String scorer) {
        Optional<LoggedScore> failed = Optional.empty();
        for (LoggedScore score : scores) {
            if (score.index() == index && score.scorer().equals(scorer) && score.isValid(id.value())) {
                if (score.outcome() != ScoreOutcome.FAILED) {
                    return Optional.of(score);
                }
                failed = failed.isEmpty() ? Optional.of(score) : failed;
            }
        }
        return failed;
    }
}
