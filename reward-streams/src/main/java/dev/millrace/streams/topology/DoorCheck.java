package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.payload.DependencyArrays;
import dev.millrace.schemas.payload.PayloadFlaw;
import dev.millrace.schemas.payload.TrajectoryPayload;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.topology.arrival.ArrivingEnd;
import dev.millrace.streams.topology.arrival.ArrivingTrajectory;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the payload of a trajectory, and keeps of it what the state holds. Stateless. */
public final class DoorCheck {

    /** A scorer would judge an answer that nobody gave, and its reward would stand in the mean of its group. */
    private static final String ABORTED = "it was cut off (finish_reason ABORT), and no answer ends so";

    private DoorCheck() {}

    /**
     * What is kept of a trajectory.
     *
     * @param reads what the reshaper reads of its tokens: all is checked, only that is kept
     * @param partition where it lies, with its offset
     */
    public static HeldTrajectory check(Trajectory trajectory, Measure reads, int partition, long offset) {
        return check(
                trajectory.getIndex(),
                trajectory.getFinishReason() == FinishReason.ABORT,
                () -> TrajectoryPayload.of(trajectory),
                reads,
                partition,
                offset);
    }

    /** As above, of what the streams read of a trajectory; what is kept is copied out of its record. */
    static HeldTrajectory check(ArrivingTrajectory trajectory, Measure reads, int partition, long offset) {
        return check(
                trajectory.getIndex(),
                trajectory.getFinishReason() == ArrivingEnd.ABORT,
                () -> Arrivals.payload(trajectory),
                reads,
                partition,
                offset);
    }

    private static HeldTrajectory check(
            int index, boolean aborted, Supplier<TrajectoryPayload> fields, Measure reads, int partition, long offset) {
        if (aborted) {
            return new HeldTrajectory.Refused(index, DropReason.MISMATCH, ABORTED);
        }
        TrajectoryPayload payload;
        try {
            payload = fields.get();
        } catch (IllegalArgumentException e) {
            return new HeldTrajectory.Refused(index, DropReason.UNREADABLE, String.valueOf(e.getMessage()));
        }
        Optional<PayloadFlaw> flaw = payload.drawingFlaw().or(payload::flaw);
        if (flaw.isPresent()) {
            return new HeldTrajectory.Refused(
                    index,
                    flaw.get().isNonFinite() ? DropReason.NON_FINITE : DropReason.UNREADABLE,
                    flaw.get().text());
        }
        return new HeldTrajectory.Usable(
                index,
                partition,
                offset,
                payload.length(),
                payload.oldestVersion(),
                payload.newestVersion(),
                kept(payload, reads));
    }

    private static TokenMeasures kept(TrajectoryPayload payload, Measure reads) {
        if (reads == Measure.DEPENDENCY && payload.dependency().isPresent()) {
            DependencyArrays dependency = payload.dependency().get();
            return TokenMeasures.ofDependency(
                    dependency.strong().copy(), dependency.weak().copy());
        }
        if (reads == Measure.ENTROPY && payload.entropies().length() > 0) {
            return TokenMeasures.ofEntropies(payload.entropies().copy());
        }
        return TokenMeasures.NONE;
    }

    /** Whether it is an image; one of the two fields alone is refused later. */
    public static boolean drawn(Trajectory trajectory) {
        return trajectory.getImage() != null || trajectory.getFlow() != null;
    }
}
