package dev.millrace.streams.replay;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.assembly.GroupEvent;
import dev.millrace.streams.assembly.HeldScore;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.assembly.PromptFacts;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.topology.DoorCheck;
import dev.millrace.streams.topology.ExperienceRecords;
import dev.millrace.streams.topology.ScoreReading;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a logged group as the assembly would have received it. Holds settings only. */
final class AssemblyInput {

    private static final LogPosition NOWHERE = new LogPosition(-1, -1L);
    private static final int WIDTH = 4;

    private final Measure reads;
    private final Set<String> scorers;

    /**
     * @param reads what the reshaper reads of tokens
     * @param scorers those that have a weight; no others are let in
     */
    AssemblyInput(Measure reads, Set<String> scorers) {
        this.reads = reads;
        this.scorers = Set.copyOf(scorers);
    }

    PromptFacts prompt(LoggedGroup group) {
        Trajectory first = group.getTrajectories().get(0).getTrajectory();
        return new PromptFacts(
                first.getPrompt().getPromptId(),
                first.getPrompt().getCategory(),
                group.getGroupSize(),
                DoorCheck.drawn(first) ? OutputKind.IMAGE : OutputKind.TEXT);
    }

    /** Without those that came after the group had closed, and with those that were refused at the door. */
    List<HeldTrajectory> trajectoriesInTime(LoggedGroup group) {
        Set<Integer> late = cameLate(group);
        TreeMap<Integer, HeldTrajectory> held = new TreeMap<>();
        for (LoggedTrajectory each : group.getTrajectories()) {
            int index = each.getTrajectory().getIndex();
            if (!late.contains(index)) {
                held.put(index, held(each));
            }
        }
        refused(group).forEach(each -> held.putIfAbsent(each.index(), each));
        return List.copyOf(held.values());
    }

    List<HeldScore> scoresInTime(LoggedGroup group) {
        return scores(group).filter(score -> !score.getLate()).map(this::held).toList();
    }

    /** Everything that ever came, in the order in which it was made; of one moment, trajectories first. */
    List<TimedEvent> events(LoggedGroup group) {
        List<TimedEvent> events = new ArrayList<>();
        PromptFacts prompt = prompt(group);
        for (LoggedTrajectory each : group.getTrajectories()) {
            Instant at = required(each.getTrajectory().getSampledAt(), "sampled_at", each);
            events.add(new TimedEvent(at, new GroupEvent.TrajectoryArrived(prompt, held(each))));
        }
        Instant first = events.stream()
                .map(TimedEvent::at)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        refused(group)
                .forEach(each -> events.add(new TimedEvent(first, new GroupEvent.TrajectoryArrived(prompt, each))));
        for (LoggedTrajectory each : group.getTrajectories()) {
            for (LoggedScore score : each.getScores()) {
                if (scorers.contains(score.getScore().getScorer())) {
                    Instant at = required(score.getScore().getScoredAt(), "scored_at", each);
                    events.add(new TimedEvent(at, new GroupEvent.ScoresArrived(List.of(held(score)))));
                }
            }
        }
        events.sort(Comparator.comparing(TimedEvent::at)
                .thenComparing(event -> event.event() instanceof GroupEvent.ScoresArrived));
        return events;
    }

    /** When the first of its trajectories was sampled. */
    Instant firstTime(LoggedGroup group) {
        return times(group).min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    /** When the last of its trajectories and scores was made. */
    Instant lastTime(LoggedGroup group) {
        return Stream.concat(times(group), scores(group).map(score -> score.getScore()
                        .getScoredAt()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static Stream<Instant> times(LoggedGroup group) {
        return group.getTrajectories().stream().map(each -> each.getTrajectory().getSampledAt());
    }

    private Stream<LoggedScore> scores(LoggedGroup group) {
        return group.getTrajectories().stream()
                .flatMap(each -> each.getScores().stream())
                .filter(score -> scorers.contains(score.getScore().getScorer()));
    }

    private HeldScore held(LoggedScore score) {
        return ScoreReading.held(score.getScore());
    }

    private HeldTrajectory held(LoggedTrajectory logged) {
        LogPosition source = logged.getSource() == null ? NOWHERE : logged.getSource();
        return DoorCheck.check(complete(logged.getTrajectory()), reads, source.getPartition(), source.getOffset());
    }

    /**
     * Foreign groups need not say what credit does not read. Zeros stand in for it, here alone, so that they pass the
     * same door.
     */
    private static Trajectory complete(Trajectory trajectory) {
        boolean drawn = trajectory.getFlow() != null;
        boolean whole = trajectory.getLogprobs().hasRemaining()
                && trajectory.getPolicyVersions().hasRemaining()
                && (drawn || trajectory.getTokens().hasRemaining());
        if (whole) {
            return trajectory;
        }
        int length = Stream.of(
                        trajectory.getTokens(),
                        trajectory.getLogprobs(),
                        trajectory.getPolicyVersions(),
                        trajectory.getDependency() == null
                                ? trajectory.getEntropies()
                                : trajectory.getDependency().getStrong())
                .mapToInt(values -> values.remaining() / WIDTH)
                .filter(entries -> entries > 0)
                .findFirst()
                .orElse(0);
        ByteBuffer zeros = PackedInts.of(new int[length]).bytes();
        return Trajectory.newBuilder(trajectory)
                .setTokens(drawn ? trajectory.getTokens() : or(trajectory.getTokens(), zeros))
                .setLogprobs(or(
                        trajectory.getLogprobs(),
                        PackedFloats.of(new float[length]).bytes()))
                .setPolicyVersions(or(trajectory.getPolicyVersions(), zeros))
                .build();
    }

    private static ByteBuffer or(ByteBuffer values, ByteBuffer otherwise) {
        return values.hasRemaining() ? values : otherwise;
    }

    /** Those that came after the group had closed. */
    private static Set<Integer> cameLate(LoggedGroup group) {
        Set<Integer> late = new HashSet<>();
        for (Drop drop : group.getDrops()) {
            if (isOfStreams(drop) && GroupReplay.isLate(group, drop)) {
                indices(drop).forEach(late::add);
            }
        }
        return late;
    }

    /** Those that streams dropped and that are not there: their payload was bad. */
    private static List<HeldTrajectory.Refused> refused(LoggedGroup group) {
        Set<Integer> there = new HashSet<>();
        group.getTrajectories().forEach(each -> there.add(each.getTrajectory().getIndex()));
        List<HeldTrajectory.Refused> refused = new ArrayList<>();
        for (Drop drop : group.getDrops()) {
            if (isOfStreams(drop) && !GroupReplay.isLate(group, drop)) {
                indices(drop)
                        .filter(index -> !there.contains(index))
                        .forEach(index ->
                                refused.add(new HeldTrajectory.Refused(index, drop.getReason(), drop.getDetail())));
            }
        }
        return refused;
    }

    private static boolean isOfStreams(Drop drop) {
        return drop.getDroppedBy().equals(ExperienceRecords.DROPPED_BY);
    }

    private static Stream<Integer> indices(Drop drop) {
        PackedInts indices = PackedInts.view(drop.getIndices());
        return java.util.stream.IntStream.range(0, indices.length()).mapToObj(indices::at);
    }

    private static Instant required(Instant time, String field, LoggedTrajectory of) {
        if (time.equals(Instant.EPOCH)) {
            throw new IllegalArgumentException("trajectory "
                    + of.getTrajectory().getIndex() + " has no " + field + ", by which a deadline could be told");
        }
        return time;
    }
}
