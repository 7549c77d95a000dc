package dev.millrace.replay.offline;

import dev.millrace.learner.experience.EncodedImages;
import dev.millrace.learner.experience.EndOfExperienceException;
import dev.millrace.learner.experience.ExperienceSource;
import dev.millrace.learner.experience.LogEntry;
import dev.millrace.learner.experience.TrajectorySource;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.ImageStore;
import dev.millrace.replay.exchange.InputException;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The groups of a source that were to be trained, in its order, as experience with the trajectories and images it refers
 * to. Positions count from 0 and have no meaning outside. A trajectory is given out once.
 */
public final class RecordedExperience implements ExperienceSource, TrajectorySource, EncodedImages {

    private final GroupSource groups;
    private final RunId run;
    private final Map<LogPosition, Trajectory> waiting = new HashMap<>();
    private final Set<ImageStore> images = new LinkedHashSet<>();
    private long nextGroup;
    private long nextTrajectory;
    private long read;

    /**
     * @param groups owned by the caller
     * @param run the run that they are of
     */
    public RecordedExperience(GroupSource groups, RunId run) {
        this.groups = groups;
        this.run = run;
    }

    /** Groups read so far. */
    public long groups() {
        return read;
    }

    /** Groups read so far that were to be trained. */
    public long trainable() {
        return nextGroup;
    }

    /** There is one way through the groups, from the first to the last. */
    @Override
    public void seek(long offset) {
        if (offset != nextGroup) {
            throw new IllegalArgumentException(
                    "recorded experience stands at " + nextGroup + " and cannot go to " + offset);
        }
    }

    @Override
    public Optional<LogEntry> next(Duration timeout) {
        while (true) {
            InputGroup input = groups.next()
                    .orElseThrow(() -> new EndOfExperienceException("the record ends after " + nextGroup + " groups"));
            LoggedGroup group = input.group();
            read++;
            if (!group.getRunId().equals(run.value())) {
                throw new InputException(input.where() + ": run_id is " + group.getRunId() + ", not " + run
                        + "; give -s run.id=" + group.getRunId() + ", and files of one run only");
            }
            Experience experience = group.getExperience();
            if (experience != null) {
                images.add(input.images());
                return Optional.of(new LogEntry.Readable(nextGroup++, placed(input, experience)));
            }
        }
    }

    private Experience placed(InputGroup input, Experience experience) {
        Map<Integer, Trajectory> byIndex = new HashMap<>();
        for (LoggedTrajectory each : input.group().getTrajectories()) {
            byIndex.put(each.getTrajectory().getIndex(), each.getTrajectory());
        }
        List<ExperienceTrajectory> placed = new ArrayList<>();
        for (ExperienceTrajectory each : experience.getTrajectories()) {
            Trajectory trajectory = byIndex.get(each.getIndex());
            if (trajectory == null) {
                throw new InputException(
                        input.where() + ": experience names trajectory " + each.getIndex() + ", which is not there");
            }
            require(input, trajectory, "logprobs", trajectory.getLogprobs());
            require(input, trajectory, "policy_versions", trajectory.getPolicyVersions());
            require(input, trajectory, "prompt_tokens", trajectory.getPromptTokens());
            LogPosition position = new LogPosition(0, nextTrajectory++);
            waiting.put(position, trajectory);
            placed.add(ExperienceTrajectory.newBuilder(each).setSource(position).build());
        }
        return Experience.newBuilder(experience).setTrajectories(placed).build();
    }

    private static void require(InputGroup input, Trajectory trajectory, String field, ByteBuffer values) {
        if (!values.hasRemaining()) {
            throw new InputException(input.where() + ": trajectories(index " + trajectory.getIndex() + ")." + field
                    + " is missing; nothing can be trained without it");
        }
    }

    @Override
    public List<Fetched> fetch(List<LogPosition> positions) {
        List<Fetched> fetched = new ArrayList<>(positions.size());
        for (LogPosition position : positions) {
            Trajectory trajectory = waiting.remove(position);
            fetched.add(
                    trajectory == null
                            ? new Fetched.Missing("no recorded trajectory waits at " + position)
                            : new Fetched.Found(trajectory));
        }
        // Those that were too old to be asked for are not needed either: a batch is fetched at once.
        waiting.clear();
        return fetched;
    }

    @Override
    public Optional<byte[]> encoded(String sha256) {
        return images.stream()
                .map(store -> store.encoded(sha256))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
