package dev.millrace.workers.stack;

import static java.util.stream.Collectors.groupingBy;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What workers have published, by group. */
final class PublishedTrajectories {

    private PublishedTrajectories() {}

    static List<Trajectory> trajectories(RunOnStack run, Predicate<List<Trajectory>> enough) {
        return run.read(run.topics().trajectories(), Trajectory.class, enough);
    }

    static Predicate<List<Trajectory>> groups(int count) {
        return all -> byGroup(all).size() >= count;
    }

    static Map<String, List<Trajectory>> byGroup(List<Trajectory> all) {
        return all.stream().collect(groupingBy(Trajectory::getGroupId));
    }

    static Set<Integer> versions(List<Trajectory> all) {
        Set<Integer> versions = new HashSet<>();
        all.forEach(trajectory -> {
            for (int version : PackedInts.view(trajectory.getPolicyVersions()).toArray()) {
                versions.add(version);
            }
        });
        return versions;
    }
}
