package dev.millrace.streams.topology;

import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.payload.DependencyArrays;
import dev.millrace.schemas.payload.FlowArrays;
import dev.millrace.schemas.payload.TrajectoryPayload;
import dev.millrace.streams.topology.arrival.ArrivingTrajectory;
import java.util.Optional;

/** What the streams read of a trajectory, as the checks of payloads want it. Stateless. */
final class Arrivals {

    private Arrivals() {}

    /**
     * Views a record, as {@link TrajectoryPayload#of} views a whole one.
     *
     * @throws IllegalArgumentException if a field's bytes are no whole number of entries
     */
    static TrajectoryPayload payload(ArrivingTrajectory trajectory) {
        return new TrajectoryPayload(
                PackedInts.view(trajectory.getTokens()),
                PackedFloats.view(trajectory.getLogprobs()),
                PackedFloats.view(trajectory.getEntropies()),
                PackedInts.view(trajectory.getPolicyVersions()),
                Optional.ofNullable(trajectory.getDependency())
                        .map(measured -> new DependencyArrays(
                                PackedFloats.view(measured.getStrong()), PackedFloats.view(measured.getWeak()))),
                Optional.ofNullable(trajectory.getFlow())
                        .map(flow -> new FlowArrays(
                                PackedFloats.view(flow.getTimes()),
                                flow.getWindowBegin(),
                                flow.getLatentTokens(),
                                flow.getLatentSize(),
                                PackedFloats.view(flow.getLatents()))),
                trajectory.getImage() != null);
    }

    /** Whether it is an image; one of the two fields alone is refused later. */
    static boolean drawn(ArrivingTrajectory trajectory) {
        return trajectory.getImage() != null || trajectory.getFlow() != null;
    }
}
