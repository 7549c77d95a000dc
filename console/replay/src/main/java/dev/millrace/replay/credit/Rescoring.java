package dev.millrace.replay.credit;

import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.io.Closing;
import dev.millrace.streams.scoring.OfflineScoring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks scorers again about what was logged. A new score takes the place, and the time, of the one it replaces, so that the
 * same log gives the same groups whenever it is replayed. Belongs to one thread.
 */
public final class Rescoring implements AutoCloseable {

    private final Map<String, OfflineScoring> byName;
    private final RescoredImages images;
    private final Map<String, Failures> failures = new TreeMap<>();

    /**
     * How often a scorer failed.
     *
     * @param scores failed ones
     * @param first where and why it failed first
     */
    public record Failures(long scores, String first) {}

    /**
     * @param byName scorers by the name under which their scores stand in the groups
     * @param images from which these scorers read
     */
    public Rescoring(Map<String, OfflineScoring> byName, RescoredImages images) {
        this.byName = new TreeMap<>(byName);
        this.images = images;
    }

    /** The failures so far, by the name under which the scores stand. */
    public Map<String, Failures> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /** The group with the scores of these scorers instead of what they said before. */
    public LoggedGroup rescore(InputGroup input) throws InterruptedException {
        LoggedGroup group = input.group();
        images.readFrom(input.images());
        List<Trajectory> trajectories = group.getTrajectories().stream()
                .map(LoggedTrajectory::getTrajectory)
                .toList();
        List<List<LoggedScore>> scores = new ArrayList<>();
        group.getTrajectories().forEach(each -> scores.add(new ArrayList<>(each.getScores())));
        for (Map.Entry<String, OfflineScoring> entry : byName.entrySet()) {
            List<Score> fresh = entry.getValue().score(trajectories);
            for (int i = 0; i < fresh.size(); i++) {
                count(entry.getKey(), input.where(), fresh.get(i));
                replace(
                        scores.get(i),
                        entry.getKey(),
                        fresh.get(i),
                        trajectories.get(i).getSampledAt());
            }
        }
        List<LoggedTrajectory> rescored = new ArrayList<>();
        for (int i = 0; i < trajectories.size(); i++) {
            rescored.add(new LoggedTrajectory(
                    trajectories.get(i), group.getTrajectories().get(i).getSource(), scores.get(i)));
        }
        return new LoggedGroup(
                group.getRunId(),
                group.getGroupId(),
                group.getGroupSize(),
                rescored,
                group.getExperience(),
                group.getExperienceOffset(),
                group.getDrops(),
                "");
    }

    private void count(String name, String where, Score fresh) {
        if (fresh.getOutcome() == ScoreOutcome.FAILED) {
            Failures one = new Failures(1, where + ": " + fresh.getCause());
            failures.merge(name, one, (before, now) -> new Failures(before.scores() + 1, before.first()));
        }
    }

    private static void replace(List<LoggedScore> scores, String name, Score fresh, Instant sampledAt) {
        Instant at = scores.stream()
                .filter(score -> score.getScore().getScorer().equals(name) && !score.getLate())
                .map(score -> score.getScore().getScoredAt())
                .findFirst()
                .orElse(sampledAt);
        scores.removeIf(score -> score.getScore().getScorer().equals(name));
        scores.add(new LoggedScore(
                Score.newBuilder(fresh)
                        .setScorer(name)
                        .setScoredAt(at)
                        .setLatencyMs(0)
                        .build(),
                false));
        scores.sort(Comparator.comparing(LoggedScore::getLate)
                .thenComparing(score -> score.getScore().getScorer()));
    }

    @Override
    public void close() {
        Closing.all(byName.values());
    }
}
