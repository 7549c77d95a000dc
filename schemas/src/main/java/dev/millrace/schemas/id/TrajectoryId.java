package dev.millrace.schemas.id;

/**
 * The identity of a trajectory: no two trained samples of a lineage share one.
 *
 * @param group its group
 * @param index its place in the group, from 0
 */
public record TrajectoryId(GroupId group, int index) {

    /** @throws IllegalArgumentException if {@code index} is negative */
    public TrajectoryId {
        if (index < 0) {
            throw new IllegalArgumentException("index of a trajectory of " + group + " is negative: " + index);
        }
    }

    @Override
    public String toString() {
        return group + "#" + index;
    }
}
