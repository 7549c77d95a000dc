package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the topics hold of one run.
 *
 * @param run the run
 * @param topics names of the topics
 * @param byId groups by id
 * @param prompts prompt id by the group that is sampled for it
 * @param steps in the order of the log, what begins a lineage among them
 * @param weights in the order of the log, without those that were trimmed
 * @param trimmed versions of the weights that the learner has trimmed, as far as the log still says so
 * @param strays records of this run that name another's ids, and of other runs that name those of this one
 * @param unreadable records that cannot be read
 * @param deadLetters where the dead letters come from
 * @param learnerOffset offset of the experience topic that the learner's group has committed, if any
 * @param read how much of each topic was read, by name
 * @param others ids of the other runs whose records lie on the same topics
 * @param isMoving whether the run went on while it was read, so that its newest step may be seen by half
 */
public record Evidence(
        RunId run,
        Topics topics,
        SortedMap<String, GroupEvidence> byId,
        Map<GroupId, String> prompts,
        List<Logged<TrainingStep>> steps,
        List<LoggedWeights> weights,
        Set<Integer> trimmed,
        List<StrayRecord> strays,
        List<Unreadable> unreadable,
        Set<Position> deadLetters,
        OptionalLong learnerOffset,
        SortedMap<String, TopicRecords> read,
        SortedSet<String> others,
        boolean isMoving) {

    public Evidence {
        byId = Collections.unmodifiableSortedMap(byId);
        prompts = Collections.unmodifiableMap(prompts);
        steps = List.copyOf(steps);
        weights = List.copyOf(weights);
        trimmed = Set.copyOf(trimmed);
        strays = List.copyOf(strays);
        unreadable = List.copyOf(unreadable);
        deadLetters = Set.copyOf(deadLetters);
        read = Collections.unmodifiableSortedMap(read);
        others = Collections.unmodifiableSortedSet(others);
    }

    /** Whether the topics hold nothing of the run: there is nothing that could be judged. */
    public boolean isEmpty() {
        return byId.isEmpty() && prompts.isEmpty() && steps.isEmpty() && weights.isEmpty() && trimmed.isEmpty();
    }

    /** Digests of the settings of reward, advantage and reshaping that the run's experience was made with. */
    public SortedSet<String> settingsDigests() {
        SortedSet<String> digests = new TreeSet<>();
        groups().forEach(group -> group.experiences()
                .forEach(experience -> digests.add(experience.value().getConfigDigest())));
        return digests;
    }

    public Collection<GroupEvidence> groups() {
        return byId.values();
    }

    public @Nullable GroupEvidence group(String id) {
        return byId.get(id);
    }

    /** Whether a topic was read from its first record on. */
    public boolean isWhole(String topic) {
        TopicRecords records = read.get(topic);
        return records != null && records.isWhole();
    }

    /** What the steps say of lineages. */
    public LoggedLineages lineages() {
        return LoggedLineages.of(steps);
    }

    /** The versions whose steps trained each trajectory, one entry for each time. */
    public Map<TrajectoryId, List<Integer>> trained() {
        Map<TrajectoryId, List<Integer>> trained = new HashMap<>();
        for (Logged<TrainingStep> step : steps) {
            for (TrainedGroup group : step.value().getGroups()) {
                PackedInts indices = PackedInts.view(group.getIndices());
                for (int i = 0; i < indices.length(); i++) {
                    trained.computeIfAbsent(
                                    new TrajectoryId(new GroupId(group.getGroupId()), indices.at(i)),
                                    id -> new ArrayList<>(1))
                            .add(RecordedVersions.of(step.value()));
                }
            }
        }
        return trained;
    }
}
