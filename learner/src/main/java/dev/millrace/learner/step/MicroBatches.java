package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts groups into micro-batches, each sampled under the same conditions. Pure. */
final class MicroBatches {

    private MicroBatches() {}

    /** Groups of images, in order. */
    static List<List<TrainableGroup>> drawn(List<TrainableGroup> groups, MicroBatchLimit limit) {
        return cut(groups.stream().map(GroupPart::whole).toList(), new MicroBatchLimit(limit.groups(), 0)).stream()
                .map(part -> part.stream().map(GroupPart::group).toList())
                .toList();
    }

    /** Groups of answers; those with as many kinds of them stand together. A limit that nothing comes near to changes nothing. */
    static List<List<GroupPart>> answered(List<TrainableGroup> groups, MicroBatchLimit limit) {
        List<GroupPart> fitting = groups.stream()
                .map(GroupPart::whole)
                .sorted(Comparator.comparingInt(GroupPart::rows))
                .flatMap(group -> fitting(group, limit).stream())
                .toList();
        return cut(fitting, limit);
    }

    /** A group in parts that each keep within the limit; equal answers stay together, and a single kind is never cut. */
    private static List<GroupPart> fitting(GroupPart group, MicroBatchLimit limit) {
        if (limit.allows(group.positions())) {
            return List.of(group);
        }
        List<Integer> kinds = IntStream.range(0, group.rows())
                .boxed()
                .sorted(Comparator.comparingInt(kind -> first(group, kind).length()))
                .toList();
        List<GroupPart> parts = new ArrayList<>();
        List<TrainableTrajectory> open = new ArrayList<>();
        long positions = 0;
        for (int kind : kinds) {
            int length = first(group, kind).length();
            if (!open.isEmpty() && !limit.allows(positions + length)) {
                parts.add(GroupPart.of(group.group(), open));
                open.clear();
            }
            positions = length + (open.isEmpty() ? group.group().prompt().length() : positions);
            open.addAll(ofKind(group, kind));
        }
        parts.add(GroupPart.of(group.group(), open));
        return parts;
    }

    private static TrainableTrajectory first(GroupPart group, int kind) {
        return group.trajectories().get(group.distinct().firsts().get(kind));
    }

    private static List<TrainableTrajectory> ofKind(GroupPart group, int kind) {
        return IntStream.range(0, group.trajectories().size())
                .filter(place -> group.distinct().kinds().get(place) == kind)
                .mapToObj(group.trajectories()::get)
                .toList();
    }

    private static List<List<GroupPart>> cut(List<GroupPart> groups, MicroBatchLimit limit) {
        List<List<GroupPart>> parts = new ArrayList<>();
        List<GroupPart> open = new ArrayList<>();
        for (GroupPart group : groups) {
            if (!open.isEmpty() && !joins(open, group, limit)) {
                parts.add(List.copyOf(open));
                open.clear();
            }
            open.add(group);
        }
        if (!open.isEmpty()) {
            parts.add(List.copyOf(open));
        }
        return List.copyOf(parts);
    }

    private static boolean joins(List<GroupPart> open, GroupPart next, MicroBatchLimit limit) {
        long positions =
                next.positions() + open.stream().mapToLong(GroupPart::positions).sum();
        return open.size() < limit.groups()
                && open.get(0).group().conditions().equals(next.group().conditions())
                && limit.allows(positions);
    }
}
