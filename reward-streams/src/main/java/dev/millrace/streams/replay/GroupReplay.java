package dev.millrace.streams.replay;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.Decision;
import dev.millrace.streams.assembly.Dropped;
import dev.millrace.streams.assembly.GroupAssembler;
import dev.millrace.streams.assembly.GroupState;
import dev.millrace.streams.assembly.SettledGroup;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.topology.ExperienceRecords;
import dev.millrace.streams.topology.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Settles logged groups under given settings. With the settings they were made with, the outcome is bitwise the logged
 * one. Immutable, safe on any thread.
 */
public final class GroupReplay {

    private final AssemblyConfig assembly;
    private final GroupAssembler assembler;
    private final ExperienceRecords records;
    private final AssemblyInput reading;

    /**
     * @param run stands in the records that are made
     * @param origin stands in the experiences that are made
     */
    public GroupReplay(RunId run, AssemblyConfig assembly, CreditSettings credit, Origin origin) {
        this.assembly = assembly;
        this.assembler = new GroupAssembler(assembly, credit);
        this.records = new ExperienceRecords(run, assembly, credit, origin);
        this.reading =
                new AssemblyInput(assembler.reads(), credit.reward().weights().keySet());
    }

    /**
     * Settles a group with what had come when it closed. Times play no part: what was late stays late, what was in time
     * stays in time.
     *
     * @throws dev.millrace.streams.topology.InvalidRecordException if a score has no outcome known here
     */
    public GroupOutcome settle(LoggedGroup group) {
        GroupId id = new GroupId(group.getGroupId());
        Experience logged = group.getExperience();
        Instant opened = logged == null ? reading.firstTime(group) : logged.getOpenedAt();
        Instant closed = logged == null ? reading.lastTime(group) : logged.getClosedAt();
        CloseReason reason =
                logged == null || logged.getClosed() == CloseReason.UNKNOWN ? CloseReason.COMPLETE : logged.getClosed();
        GroupState state = GroupState.of(
                opened,
                opened.plus(assembly.deadline()),
                reading.prompt(group),
                reading.trajectoriesInTime(group),
                reading.scoresInTime(group));
        return outcome(id, assembler.expire(id, state), reason, closed, List.of());
    }

    /**
     * Lets the group come in again, each record at the time it was made, and closes it by the deadline of the settings.
     * The way of the records through the broker is not recorded and counts as nothing.
     *
     * @throws IllegalArgumentException if a time is not recorded, naming it
     */
    public GroupOutcome rerun(LoggedGroup group) {
        GroupId id = new GroupId(group.getGroupId());
        Rerun rerun = new Rerun(assembler, id);
        for (TimedEvent event : reading.events(group)) {
            rerun.receive(event);
        }
        Rerun.End end = rerun.end();
        List<Drop> late = end.late().stream()
                .map(drop -> records.drop(id, drop, end.closedAt()))
                .toList();
        return outcome(id, end.close(), end.close().reason(), end.closedAt(), late);
    }

    /**
     * Whether a drop is of a trajectory that came after its group had closed. All that is dropped when a group closes is
     * dropped at one moment, that of its experience or of its end.
     */
    public static boolean isLate(LoggedGroup group, Drop drop) {
        if (drop.getWholeGroup()) {
            return false;
        }
        if (drop.getReason() == DropReason.MISSING_TRAJECTORY) {
            return true;
        }
        Experience experience = group.getExperience();
        Instant closed = experience != null
                ? experience.getClosedAt()
                : group.getDrops().stream()
                        .filter(Drop::getWholeGroup)
                        .map(Drop::getDroppedAt)
                        .findFirst()
                        .orElse(drop.getDroppedAt());
        return drop.getDroppedAt().isAfter(closed);
    }

    private GroupOutcome outcome(
            GroupId id, Decision.Close close, CloseReason reason, Instant closed, List<Drop> late) {
        SettledGroup settled = close.settlement().experience();
        List<Drop> drops = new ArrayList<>();
        for (Dropped drop : close.settlement().drops()) {
            drops.add(records.drop(id, drop, closed));
        }
        drops.addAll(late);
        return new GroupOutcome(
                settled == null ? null : records.experience(id, close.state(), settled, reason, closed), drops);
    }
}
