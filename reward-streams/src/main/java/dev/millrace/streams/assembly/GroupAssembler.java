package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decides what to do about each record and each deadline. It holds settings only; safe on any thread. */
public final class GroupAssembler {

    private final Duration deadline;
    private final Requirement required;
    private final GroupSettling settling;
    private final Measure reads;

    public GroupAssembler(AssemblyConfig assembly, CreditSettings credit) {
        this.deadline = assembly.deadline();
        this.required = credit.reward().required();
        this.settling = new GroupSettling(assembly, credit);
        this.reads = Reshaper.of(credit.reshaping()).reads();
    }

    /** What is to be kept of the tokens of a trajectory. */
    public Measure reads() {
        return reads;
    }

    /** The scorers a group waits for. */
    public Requirement required() {
        return required;
    }

    /**
     * Decides about a record.
     *
     * @param id the group it is for
     * @param slot what is known of the group
     * @param event the record
     * @param now wall-clock time
     * @return at most one decision that changes the group; of a record of several scores, one more for each that is not kept
     */
    public List<Decision> receive(GroupId id, GroupSlot slot, GroupEvent event, Instant now) {
        if (slot instanceof GroupSlot.Closed closed) {
            return event instanceof GroupEvent.TrajectoryArrived arrived
                    ? List.of(afterClose(closed.group(), arrived.trajectory()))
                    : ((GroupEvent.ScoresArrived) event)
                            .scores().stream()
                                    .map(score -> afterClose(closed.group(), score))
                                    .toList();
        }
        GroupState state = slot instanceof GroupSlot.Open open ? open.state() : GroupState.open(now, deadline);
        if (event instanceof GroupEvent.TrajectoryArrived arrived) {
            Reception reception = state.receive(arrived.prompt(), fitting(state, arrived.trajectory()));
            return List.of(
                    reception instanceof Reception.Kept kept
                            ? keep(id, kept.state())
                            : aside((Reception.Aside) reception));
        }
        return receive(id, state, ((GroupEvent.ScoresArrived) event).scores());
    }

    private List<Decision> receive(GroupId id, GroupState before, List<HeldScore> scores) {
        List<Decision> decisions = new ArrayList<>();
        GroupState state = before.receive(scores, (score, aside) -> decisions.add(aside(score, aside)));
        if (decisions.size() < scores.size()) {
            decisions.add(keep(id, state));
        }
        return decisions;
    }

    /** The trajectory, or, where the state of its group has no room for what was measured of it, a refusal of it. */
    private static HeldTrajectory fitting(GroupState state, HeldTrajectory trajectory) {
        return GroupSize.fits(state, trajectory)
                ? trajectory
                : new HeldTrajectory.Refused(
                        trajectory.index(),
                        DropReason.TOO_LARGE,
                        "what is measured of its group's tokens has more than " + GroupSize.MOST
                                + " bytes; lower worker.group_size or worker.max_response_tokens, or set"
                                + " reshaping.method=none");
    }

    /** Ends a group whose deadline has come, with what is there. */
    public Decision.Close expire(GroupId id, GroupState state) {
        return new Decision.Close(state, CloseReason.DEADLINE, settling.settle(id, state));
    }

    private static Decision aside(HeldScore score, Reception.Aside aside) {
        return aside instanceof Reception.Contradicts contradicts
                ? new Decision.Late(score, LateReason.CONTRADICTS, contradicts.detail())
                : aside(aside);
    }

    private static Decision aside(Reception.Aside aside) {
        return aside instanceof Reception.Known known
                ? new Decision.Ignore(known.what())
                : new Decision.Refuse(((Reception.Misfit) aside).cause());
    }

    private Decision keep(GroupId id, GroupState state) {
        return state.complete(required)
                ? new Decision.Close(state, CloseReason.COMPLETE, settling.settle(id, state))
                : new Decision.Keep(state);
    }

    private Decision afterClose(ClosedGroup group, HeldScore score) {
        // A run that mixes tasks has scorers that abstain from half of its groups, and nobody waits for them.
        return score.verdict() instanceof Verdict.Abstained && !waitedFor(group, score)
                ? new Decision.Ignore("late abstention of " + score.scorer())
                : new Decision.Late(score, LateReason.AFTER_CLOSE, when(group));
    }

    private static Decision afterClose(ClosedGroup group, HeldTrajectory trajectory) {
        int index = trajectory.index();
        if (group.accounted().contains(index)) {
            return new Decision.Ignore("trajectory " + index);
        }
        Dropped drop = trajectory instanceof HeldTrajectory.Refused refused
                ? new Dropped(PackedInts.of(index), false, refused.reason(), refused.detail())
                : new Dropped(PackedInts.of(index), false, DropReason.MISSING_TRAJECTORY, "came late: " + when(group));
        return new Decision.DropLate(group.with(index), drop);
    }

    private static String when(ClosedGroup group) {
        return "the group closed at " + group.closedAt();
    }

    private boolean waitedFor(ClosedGroup group, HeldScore score) {
        OutputKind output = group.output();
        return output == null || required.of(output).contains(score.scorer());
    }
}
