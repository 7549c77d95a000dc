package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics hold of one group, while it comes in. Belongs to one thread. */
public final class GroupParts {

    private final String id;
    private final SortedMap<Integer, Trajectory> trajectories = new TreeMap<>();
    private final Map<Integer, LogPosition> sources = new HashMap<>();
    private final Map<Integer, List<LoggedScore>> scores = new HashMap<>();
    private @Nullable Experience experience;

    /** @param id the group's, as it stands in the records */
    public GroupParts(String id) {
        this.id = id;
    }

    /** Takes a trajectory and where it lies. */
    public void add(Trajectory trajectory, LogPosition source) {
        trajectories.put(trajectory.getIndex(), trajectory);
        sources.put(trajectory.getIndex(), source);
    }

    /** Takes a score; those of one trajectory stay in their order. */
    public void add(Score score) {
        scores.computeIfAbsent(score.getIndex(), index -> new ArrayList<>()).add(new LoggedScore(score, false));
    }

    /** Takes what the streams made of it; the first one counts. */
    public void add(Experience made) {
        experience = experience == null ? made : experience;
    }

    /** Whether all that were sampled are there. */
    public boolean hasAllTrajectories() {
        return trajectories.values().stream()
                .findFirst()
                .map(first -> first.getGroupSize() == trajectories.size())
                .orElse(false);
    }

    /** Whether a trajectory that is there drew an image. */
    public boolean isDrawn() {
        return trajectories.values().stream().anyMatch(trajectory -> trajectory.getImage() != null);
    }

    /** What scorers have said of a trajectory, in their order, whether or not it is there itself. */
    public List<LoggedScore> scores(int index) {
        return List.copyOf(scores.getOrDefault(index, List.of()));
    }

    /** Whether a scorer has said something of a trajectory. */
    public boolean hasScore(int index, String scorer) {
        return scores(index).stream()
                .anyMatch(score -> score.getScore().getScorer().equals(scorer));
    }

    /** The group as far as it is known: trajectories by their index, each with its scores; no drops and no digest. */
    public LoggedGroup group() {
        List<LoggedTrajectory> logged = new ArrayList<>();
        trajectories.forEach(
                (index, trajectory) -> logged.add(new LoggedTrajectory(trajectory, sources.get(index), scores(index))));
        LoggedGroup.Builder group =
                LoggedGroup.newBuilder().setGroupId(id).setTrajectories(logged).setExperience(experience);
        if (experience != null) {
            return group.setRunId(experience.getRunId())
                    .setGroupSize(experience.getGroupSize())
                    .build();
        }
        trajectories.values().stream()
                .findFirst()
                .ifPresentOrElse(
                        first -> group.setRunId(first.getRunId()).setGroupSize(first.getGroupSize()),
                        () -> group.setRunId("").setGroupSize(0));
        return group.build();
    }
}
