package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.schemas.weights.WeightObjects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes committed records, each topic in the order of its log, and keeps what an audit needs of them. Each call says
 * whether the record is one of the run. Belongs to one thread; owns its files until it has {@link #finish finished} or is closed.
 */
public final class EvidenceCollector implements AutoCloseable {

    private final RunId run;
    private final Topics topics;
    private final GroupPages groups;
    private final List<Logged<TrainingStep>> steps = new ArrayList<>();
    private final StatedGroups stated = new StatedGroups();
    private final SortedSet<String> settingsDigests = new TreeSet<>();
    private final WeightCollector weights;
    private final List<StrayRecord> strays = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final Set<Position> deadLetters = new HashSet<>();
    private final SortedMap<String, TopicRecords> read = new TreeMap<>();
    private final SortedSet<String> others = new TreeSet<>();
    private boolean finished;

    /** @param store where weights lie that are too large for the log; stays its owner's */
    public EvidenceCollector(RunId run, Topics topics, Optional<ObjectStore> store) {
        this.run = run;
        this.topics = topics;
        this.groups = new GroupPages(run);
        this.weights = new WeightCollector(store, new WeightObjects(topics.weights(), run));
    }

    public boolean prompt(Position position, Prompt prompt) {
        boolean ours = isOurs(prompt.getRunId());
        if (ours) {
            groups.prompt(GroupId.of(run, position.partition(), position.offset()), prompt.getPromptId());
        }
        return ours;
    }

    public boolean trajectory(Position position, Instant at, String key, Trajectory trajectory) {
        boolean ours = isOurs(position, trajectory.getRunId(), trajectory.getGroupId());
        if (ours) {
            if (!GroupId.isValid(trajectory.getGroupId()) || trajectory.getIndex() < 0) {
                unreadable(position, key, "a trajectory without identity");
            } else {
                groups.trajectory(LoggedTrajectory.of(position, at, key, trajectory));
            }
        }
        return ours;
    }

    public boolean score(Position position, String key, Score score) {
        boolean ours = isOurs(position, score.getRunId(), score.getGroupId());
        if (ours) {
            if (names(position, key, score.getGroupId(), "a score")) {
                LoggedScore.of(position, key, score).forEach(each -> groups.score(score.getGroupId(), each));
            }
        }
        return ours;
    }

    public boolean experience(Position position, String key, Experience experience) {
        boolean ours = isOurs(position, experience.getRunId(), experience.getGroupId());
        if (ours && names(position, key, experience.getGroupId(), "an experience")) {
            settingsDigests.add(experience.getConfigDigest());
            groups.experience(experience.getGroupId(), new Logged<>(position, key, experience));
        }
        return ours;
    }

    public boolean drop(Position position, String key, Drop drop) {
        boolean ours = isOurs(position, drop.getRunId(), drop.getGroupId());
        if (ours && names(position, key, drop.getGroupId(), "a drop")) {
            groups.drop(drop.getGroupId(), new Logged<>(position, key, drop));
        }
        return ours;
    }

    public boolean late(Position position, String key, LateScore late) {
        boolean ours = isOurs(position, late.getRunId(), late.getGroupId());
        if (ours && names(position, key, late.getGroupId(), "a late score")) {
            groups.late(late.getGroupId(), new Logged<>(position, key, late));
        }
        return ours;
    }

    public boolean step(Position position, String key, TrainingStep step) {
        boolean ours = isOurs(step.getRunId());
        step.getGroups().forEach(group -> isOurs(position, step.getRunId(), group.getGroupId()));
        if (ours) {
            for (TrainedGroup group : step.getGroups()) {
                if (names(position, key, group.getGroupId(), "a training step")) {
                    groups.trained(group.getGroupId(), RecordedVersions.of(step), group.getIndices());
                }
            }
            stated.add(step.getGroups());
            steps.add(new Logged<>(
                    position,
                    key,
                    TrainingStep.newBuilder(step)
                            .setGroups(List.of())
                            .setMetrics(Map.of())
                            .build()));
        }
        return ours;
    }

    public boolean weights(Position position, String key, WeightRecord record) {
        boolean ours = isOurs(position, record.getRunId(), key);
        if (ours) {
            weights.add(position, key, record);
        }
        return ours;
    }

    /** The learner has taken a record of the weights off the log. */
    public boolean weightsTrimmed(String key) {
        Optional<WeightKey> trimmed = WeightKey.parse(key.getBytes(StandardCharsets.UTF_8))
                .filter(own -> own.run().equals(run));
        trimmed.ifPresent(weights::trimmed);
        return trimmed.isPresent();
    }

    /** A dead letter that was made of the record at {@code origin}. */
    public void deadLetter(Position origin) {
        deadLetters.add(origin);
    }

    /** A record that cannot be read; one whose key shows it to be another run's is left to that run. */
    public void unreadable(Position position, String key, String cause) {
        if (!run.isStrangerTo(key.getBytes(StandardCharsets.UTF_8))) {
            unreadable.add(new Unreadable(position, key, cause));
        }
    }

    public void read(String topic, TopicRecords records) {
        read.put(topic, records);
    }

    /** The evidence, which its files belong to from now on; nothing is to be added any more. */
    public Evidence finish(OptionalLong learnerOffset, boolean isMoving) {
        Evidence evidence = new Evidence(
                run,
                topics,
                groups,
                steps,
                stated,
                LoggedLineages.of(steps),
                settingsDigests,
                weights.finished(),
                weights.trimmed(),
                strays,
                unreadable,
                deadLetters,
                learnerOffset,
                read,
                others,
                isMoving);
        finished = true;
        return evidence;
    }

    /** As {@link #isOurs(String)}; notes where the id of a group, or a key that is made like one, tells of another run. */
    private boolean isOurs(Position position, String runId, String id) {
        boolean ours = isOurs(runId);
        if (ours != id.startsWith(run + "/") && !id.isBlank()) {
            strays.add(new StrayRecord(position, runId, id));
        }
        return ours;
    }

    private boolean isOurs(String runId) {
        boolean ours = runId.equals(run.value());
        if (!ours) {
            others.add(runId);
        }
        return ours;
    }

    /** Whether a record names a group; one that does not is as good as unreadable. */
    private boolean names(Position position, String key, String group, String what) {
        boolean names = GroupId.isValid(group);
        if (!names) {
            unreadable(position, key, what + " without a group");
        }
        return names;
    }

    @Override
    public void close() {
        if (!finished) {
            try (groups;
                    stated) {
                // Each is closed, whatever the other throws.
            }
        }
    }
}
