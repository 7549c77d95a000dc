package dev.millrace.replay.credit;

import dev.millrace.replay.exchange.LoggedExperience;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.log.GroupDigest;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.replay.GroupOutcome;
import dev.millrace.streams.replay.GroupReplay;
import dev.millrace.streams.topology.ExperienceRecords;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a group was logged with the outcome that it has, bit by bit.
 *
 * @param configDigest digest of the settings it is compared under
 */
public record Verification(String configDigest) {

    /** Whether a run, or an earlier replay, has settled the group at all. */
    public static boolean isSettled(LoggedGroup group) {
        return group.getExperience() != null || group.getDrops().stream().anyMatch(Drop::getWholeGroup);
    }

    /** The first difference in words; empty if there is none. */
    public Optional<String> difference(LoggedGroup logged, GroupOutcome again) {
        if (!logged.getDigest().isEmpty() && !logged.getDigest().equals(GroupDigest.of(logged))) {
            return Optional.of("its digest is not the one it was written with: the input was changed");
        }
        Experience before = logged.getExperience();
        Experience now = again.experience();
        if ((before == null) != (now == null)) {
            return Optional.of(
                    before == null
                            ? "nothing of it was to be trained, and now something is"
                            : "it was to be trained, and now nothing is: " + reasons(again.drops()));
        }
        if (before == null || now == null) {
            return drops(logged, again.drops());
        }
        if (!before.getConfigDigest().isEmpty() && !before.getConfigDigest().equals(configDigest)) {
            return Optional.of("it was made with other settings, config digest " + before.getConfigDigest() + ", not "
                    + configDigest + "; give those of the run with --config");
        }
        return experience(before, LoggedExperience.expanded(now)).or(() -> drops(logged, again.drops()));
    }

    private static Optional<String> experience(Experience before, Experience now) {
        List<ExperienceTrajectory> old = before.getTrajectories();
        List<ExperienceTrajectory> fresh = now.getTrajectories();
        if (!indices(old).equals(indices(fresh))) {
            return Optional.of("trajectories " + indices(old) + " were to be trained, now " + indices(fresh));
        }
        for (int i = 0; i < old.size(); i++) {
            Optional<String> difference = trajectory(old.get(i), fresh.get(i));
            if (difference.isPresent()) {
                return Optional.of("trajectory " + old.get(i).getIndex() + ": " + difference.get());
            }
        }
        return number("reward_mean", before.getRewardMean(), now.getRewardMean())
                .or(() -> number("reward_std", before.getRewardStd(), now.getRewardStd()));
    }

    private static Optional<String> trajectory(ExperienceTrajectory before, ExperienceTrajectory now) {
        return number("reward", before.getReward(), now.getReward())
                .or(() -> number("advantage", before.getAdvantage(), now.getAdvantage()))
                .or(() -> components(before.getComponents(), now.getComponents()))
                .or(() -> tokens(before, now));
    }

    private static Optional<String> components(Map<String, Double> before, Map<String, Double> now) {
        return before.equals(now)
                ? Optional.empty()
                : Optional.of("components were " + new TreeMap<>(before) + ", now " + new TreeMap<>(now));
    }

    private static Optional<String> tokens(ExperienceTrajectory before, ExperienceTrajectory now) {
        PackedFloats old = PackedFloats.view(Objects.requireNonNull(before.getTokenAdvantages()));
        PackedFloats fresh = PackedFloats.view(Objects.requireNonNull(now.getTokenAdvantages()));
        if (old.length() != fresh.length()) {
            return Optional.of("it had " + old.length() + " token advantages, now " + fresh.length());
        }
        for (int t = 0; t < old.length(); t++) {
            if (Float.floatToRawIntBits(old.at(t)) != Float.floatToRawIntBits(fresh.at(t))) {
                return Optional.of("token_advantages[" + t + "] was " + old.at(t) + ", now " + fresh.at(t));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> number(String field, double before, double now) {
        return Double.doubleToRawLongBits(before) == Double.doubleToRawLongBits(now)
                ? Optional.empty()
                : Optional.of(field + " was " + before + ", now " + now);
    }

    /** A trajectory that came late is not settled again: it is what it was. */
    private static Optional<String> drops(LoggedGroup logged, List<Drop> now) {
        SortedMap<Integer, String> old = byIndex(logged.getDrops().stream()
                .filter(drop -> !GroupReplay.isLate(logged, drop))
                .toList());
        SortedMap<Integer, String> fresh = byIndex(now);
        return old.equals(fresh)
                ? Optional.empty()
                : Optional.of("trajectories were dropped as " + old + ", now as " + fresh);
    }

    private static SortedMap<Integer, String> byIndex(List<Drop> drops) {
        SortedMap<Integer, String> reasons = new TreeMap<>();
        for (Drop drop : drops) {
            if (drop.getDroppedBy().equals(ExperienceRecords.DROPPED_BY)) {
                PackedInts indices = PackedInts.view(drop.getIndices());
                for (int i = 0; i < indices.length(); i++) {
                    reasons.put(indices.at(i), drop.getReason().name());
                }
            }
        }
        return reasons;
    }

    private static List<Integer> indices(List<ExperienceTrajectory> trajectories) {
        return trajectories.stream().map(ExperienceTrajectory::getIndex).toList();
    }

    private static String reasons(List<Drop> drops) {
        return drops.isEmpty() ? "nothing came" : drops.get(drops.size() - 1).getDetail();
    }
}
