package dev.millrace.monitoring.monitor;

import dev.millrace.monitoring.monitor.RunSnapshot.Groups;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.metrics.FigureNames;
import dev.millrace.streams.metrics.TrajectoryEnd;
import dev.millrace.streams.topology.ExperienceRecords;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Counts the records of one run; those of other runs on the same topics are passed over. Not thread-safe. */
final class RunTally {

    private final RunId run;
    private final Accounting accounting = new Accounting();

    /** Groups seen published and not closed, and groups seen closed first: topics are read in no common order. */
    private final Set<GroupId> open = new HashSet<>();

    private final Set<GroupId> closedEarly = new HashSet<>();
    private final Map<String, Long> droppedGroups = new TreeMap<>();
    private final String headline;
    private final NavigableMap<Integer, Double> means = new TreeMap<>();
    private final HeldOutCurves heldOut = new HeldOutCurves();
    private long closed;
    private long tokens;
    private int step;
    private Map<String, Double> metrics = Map.of();

    /** @param headline the scorer whose means are kept */
    RunTally(RunId run, String headline) {
        this.run = run;
        this.headline = headline;
    }

    void add(Trajectory trajectory) {
        if (isOurs(trajectory.getRunId())) {
            GroupId group = new GroupId(trajectory.getGroupId());
            if (trajectory.getIndex() == 0 && !closedEarly.remove(group)) {
                open.add(group);
            }
            tokens += trajectory.getTokens().remaining() / Integer.BYTES;
            accounting.published(new TrajectoryId(group, trajectory.getIndex()), trajectory.getGroupSize());
        }
    }

    void add(Experience experience) {
        if (isOurs(experience.getRunId())) {
            closed++;
            close(new GroupId(experience.getGroupId()));
        }
    }

    void add(Drop drop) {
        if (!isOurs(drop.getRunId())) {
            return;
        }
        GroupId group = new GroupId(drop.getGroupId());
        String reason = drop.getReason().name().toLowerCase(Locale.ROOT);
        PackedInts indices = PackedInts.view(drop.getIndices());
        for (int i = 0; i < indices.length(); i++) {
            accounting.settled(
                    new TrajectoryId(group, indices.at(i)),
                    new TrajectoryEnd(FigureNames.DROPPED + reason, drop.getLineage(), RecordedVersions.of(drop)));
        }
        if (drop.getWholeGroup()) {
            droppedGroups.merge(reason, 1L, Long::sum);
            // What a worker drops was never published; what the learner drops was closed before.
            if (drop.getDroppedBy().equals(ExperienceRecords.DROPPED_BY)) {
                close(group);
            }
        }
    }

    void add(TrainingStep trained) {
        if (!isOurs(trained.getRunId())) {
            return;
        }
        if (RecordedVersions.isRewind(trained)) {
            accounting.rewound(RecordedVersions.rewind(trained));
            step = trained.getStep();
            means.tailMap(step, false).clear();
            return;
        }
        TrajectoryEnd end = new TrajectoryEnd(FigureNames.TRAINED, trained.getLineage(), RecordedVersions.of(trained));
        for (TrainedGroup group : trained.getGroups()) {
            PackedInts indices = PackedInts.view(group.getIndices());
            for (int i = 0; i < indices.length(); i++) {
                accounting.settled(new TrajectoryId(new GroupId(group.getGroupId()), indices.at(i)), end);
            }
        }
        step = trained.getStep();
        metrics = trained.getMetrics();
        Double mean = metrics.get(Headline.metric(headline));
        if (mean != null) {
            means.put(step, mean);
        }
    }

    void add(HeldOutResult result) {
        if (isOurs(result.getRunId())) {
            heldOut.add(result);
        }
    }

    private boolean isOurs(String runId) {
        return runId.equals(run.value());
    }

    private void close(GroupId group) {
        if (!open.remove(group)) {
            closedEarly.add(group);
        }
    }

    long tokens() {
        return tokens;
    }

    RunSnapshot snapshot(Duration elapsed, double tokensPerSecond, long unreadable) {
        return new RunSnapshot(
                elapsed,
                step,
                metrics,
                new Headline(headline, List.copyOf(means.values())),
                new Groups(open.size(), closed, droppedGroups),
                accounting.totals(),
                tokens,
                tokensPerSecond,
                unreadable,
                0,
                "",
                List.of(),
                List.of(),
                heldOut.all());
    }
}
