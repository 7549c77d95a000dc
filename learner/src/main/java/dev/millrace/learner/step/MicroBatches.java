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

    /** Groups of answers; alike ones stand together, so that little of a pass is padding. */
    static List<List<GroupPart>> answered(List<TrainableGroup> groups, MicroBatchLimit limit) {
        List<GroupPart> whole = groups.stream().map(GroupPart::whole).toList();
        if (limit.tokens() == 0) {
            return cut(sorted(whole, Comparator.comparingInt(GroupPart::rows)), limit);
        }
        List<GroupPart> fitting =
                whole.stream().flatMap(group -> fitting(group, limit).stream()).toList();
        return cut(sorted(fitting, Comparator.comparingInt(GroupPart::longest)), limit);
    }

    private static List<GroupPart> sorted(List<GroupPart> parts, Comparator<GroupPart> order) {
        return parts.stream().sorted(order).toList();
    }

    /** A group in parts that each keep within the limit; equal answers stay together, and a single kind is never cut. */
    private static List<GroupPart> fitting(GroupPart group, MicroBatchLimit limit) {
        if (fits(group.rows(), group.longest(), limit)) {
            return List.of(group);
        }
        List<Integer> kinds = IntStream.range(0, group.rows())
                .boxed()
                .sorted(Comparator.comparingInt(kind -> first(group, kind).length()))
                .toList();
        List<GroupPart> parts = new ArrayList<>();
        List<TrainableTrajectory> open = new ArrayList<>();
        int rows = 0;
        for (int kind : kinds) {
            int longest = group.group().prompt().length() + first(group, kind).length();
            if (rows > 0 && !fits(rows + 1, longest, limit)) {
                parts.add(GroupPart.of(group.group(), open));
                open.clear();
                rows = 0;
            }
            open.addAll(ofKind(group, kind));
            rows++;
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
        int rows = next.rows() + open.stream().mapToInt(GroupPart::rows).sum();
        int longest = Math.max(
                next.longest(), open.stream().mapToInt(GroupPart::longest).max().orElseThrow());
        return open.size() < limit.groups()
                && open.get(0).group().conditions().equals(next.group().conditions())
                && fits(rows, longest, limit);
    }

    private static boolean fits(int rows, int longest, MicroBatchLimit limit) {
        return limit.tokens() == 0 || (long) rows * longest <= limit.tokens();
    }
}
