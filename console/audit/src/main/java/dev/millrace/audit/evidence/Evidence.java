package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * All that the topics hold of one run. What grows with the number of groups lies on disk, so that a run of any length can be audited.
 * Belongs to one thread; owns its files until closed.
 *
 * @param run the run
 * @param topics names of the topics
 * @param groups what is known of each group
 * @param steps in the order of the log, what begins a lineage among them; without their groups and metrics
 * @param stated the groups of these steps, by their place among them
 * @param lineages what the steps say of lineages
 * @param settingsDigests digests of the settings of reward, advantage and reshaping that the run's experience was made with
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
        GroupPages groups,
        List<Logged<TrainingStep>> steps,
        StatedGroups stated,
        LoggedLineages lineages,
        SortedSet<String> settingsDigests,
        List<LoggedWeights> weights,
        Set<Integer> trimmed,
        List<StrayRecord> strays,
        List<Unreadable> unreadable,
        Set<Position> deadLetters,
        OptionalLong learnerOffset,
        SortedMap<String, TopicRecords> read,
        SortedSet<String> others,
        boolean isMoving)
        implements AutoCloseable {

    public Evidence {
        steps = List.copyOf(steps);
        settingsDigests = Collections.unmodifiableSortedSet(settingsDigests);
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
        return groups.isEmpty() && steps.isEmpty() && weights.isEmpty() && trimmed.isEmpty();
    }

    /** Whether a topic was read from its first record on. */
    public boolean isWhole(String topic) {
        TopicRecords records = read.get(topic);
        return records != null && records.isWhole();
    }

    @Override
    public void close() {
        try (groups;
                stated) {
            // Each is closed, whatever the other throws.
        }
    }
}
