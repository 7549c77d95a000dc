package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.assembly.GroupEvent;
import dev.millrace.streams.assembly.HeldTrajectory;
import dev.millrace.streams.assembly.PromptFacts;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.topology.arrival.ArrivingTrajectory;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Lets the run's trajectories in and leaves their tokens at the door.
 *
 * <p>A trajectory whose identity is wrong goes to the dead letters and no further. One whose payload is bad goes there
 * too, but its group hears of it, so that it is accounted for and not waited for.
 */
final class TrajectoryDoor extends ContextualProcessor<String, ArrivingTrajectory, String, GroupEvent> {

    /** Most trajectories of a group: all of it is one record of state. */
    static final int LARGEST_GROUP = 4096;

    private final String run;
    private final Measure reads;
    private final GroupPlacement placement;
    private @Nullable AssemblyMetrics metrics;

    /** @param reads what is kept of the tokens */
    TrajectoryDoor(RunId run, Measure reads, GroupPlacement placement) {
        this.run = run.value();
        this.reads = reads;
        this.placement = placement;
    }

    @Override
    public void init(ProcessorContext<String, GroupEvent> context) {
        super.init(context);
        metrics = new StreamsAssemblyMetrics(context);
    }

    @Override
    public void process(Record<String, ArrivingTrajectory> record) {
        ArrivingTrajectory trajectory = requireIdentity(record.key(), record.value());
        if (trajectory == null) {
            return;
        }
        RecordMetadata position =
                context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record without position"));
        requirePlace(trajectory, position.partition());
        HeldTrajectory held = DoorCheck.check(trajectory, reads, position.partition(), position.offset());
        PromptFacts prompt = new PromptFacts(
                trajectory.getPrompt().getPromptId(),
                trajectory.getPrompt().getCategory(),
                trajectory.getGroupSize(),
                Arrivals.drawn(trajectory) ? OutputKind.IMAGE : OutputKind.TEXT);
        context().forward(record.withValue(new GroupEvent.TrajectoryArrived(prompt, held)));
        if (held instanceof HeldTrajectory.Refused refused) {
            throw new InvalidRecordException("trajectory " + trajectory.getGroupId() + "#" + refused.index()
                    + " is refused: " + refused.detail());
        }
    }

    private void requirePlace(ArrivingTrajectory trajectory, int partition) {
        placement.fault(trajectory.getGroupId(), partition).ifPresent(fault -> {
            if (metrics != null) {
                metrics.misplaced();
            }
            throw new InvalidRecordException(
                    "trajectory " + trajectory.getGroupId() + "#" + trajectory.getIndex() + " lies on the " + fault);
        });
    }

    /** The trajectory, or null if it is of another run. */
    private @Nullable ArrivingTrajectory requireIdentity(
            @Nullable String key, @Nullable ArrivingTrajectory trajectory) {
        if (trajectory == null) {
            throw new InvalidRecordException("a trajectory without a value");
        }
        if (!trajectory.getRunId().equals(run)) {
            return null;
        }
        String id = trajectory.getGroupId();
        if (!GroupId.isValid(id) || !id.equals(key)) {
            throw new InvalidRecordException("a trajectory of group '" + id + "' has the key '" + key + "'");
        }
        int size = trajectory.getGroupSize();
        if (size > LARGEST_GROUP) {
            throw new InvalidRecordException("trajectory " + id + "#" + trajectory.getIndex() + " is of a group of "
                    + size + "; at most " + LARGEST_GROUP + " are assembled");
        }
        if (size < 1 || trajectory.getIndex() < 0 || trajectory.getIndex() >= size) {
            throw new InvalidRecordException(
                    "trajectory " + id + "#" + trajectory.getIndex() + " is none of a group of " + size);
        }
        return trajectory;
    }
}
